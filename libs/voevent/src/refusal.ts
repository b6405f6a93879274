import { Refusal } from '@nightjar/contracts';

/** Why a VOEvent, an identifier or a frame was not accepted. The codes are stable: they go into naks, logs and metrics. */
export type VoeventRefusalCode =
  | 'empty'
  | 'too_large'
  | 'bad_encoding'
  | 'encoding_unsupported'
  | 'malformed_xml'
  | 'doctype_refused'
  | 'entity_refused'
  | 'too_deep'
  | 'too_many_elements'
  | 'too_many_attributes'
  | 'too_many_params'
  | 'not_voevent'
  | 'bad_namespace'
  | 'unsupported_version'
  | 'version_mismatch'
  | 'bad_ivoid'
  | 'missing_ivoid'
  | 'no_local_id'
  | 'bad_role'
  | 'bad_date'
  | 'bad_citation'
  | 'unexpected_element'
  | 'duplicate_element'
  | 'bad_value'
  | 'bad_transport';

/** The one failure this library throws on input from outside. Its message is fit to be sent back to the author. */
export class VoeventRefusal extends Refusal {
  declare readonly code: VoeventRefusalCode;

  /**
   * @param code stable slug
   * @param says a sentence for a person, without the line
   * @param line 1-based line in the document, where it is known
   */
  constructor(
    code: VoeventRefusalCode,
    says: string,
    readonly line: number | null = null,
  ) {
    super(code, line === null ? says : `${says} (line ${line})`, line === null ? {} : { line });
  }
}

/** Shows foreign text inside a sentence: printable ASCII only, short, so that it cannot forge a log line or hide characters. */
export const shown = (text: string): string => {
  const start = text.slice(0, 60).replace(/[^\x20-\x7e]/g, '?');
  return `'${text.length > 60 ? `${start}...` : start}'`;
};
