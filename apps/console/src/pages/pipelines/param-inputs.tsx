import { FieldInput } from './field-input.js';
import { groupsOf, written, type Field } from './fields.js';

interface ParamInputsProps {
  readonly fields: readonly Field[];
  /** What stands in each field, by its name; its default where nothing does. */
  readonly texts: Readonly<Record<string, string>>;
  readonly onTexts: (texts: Readonly<Record<string, string>>) => void;
}

/** The parameters of a pipeline, those that belong together under one heading. */
export const ParamInputs = ({ fields, texts, onTexts }: ParamInputsProps) =>
  groupsOf(fields).map(({ name, fields: together }) => (
    <fieldset key={name}>
      <legend>{name}</legend>
      {together.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          text={texts[field.name] ?? written(field.default)}
          onText={(text) => onTexts({ ...texts, [field.name]: text })}
        />
      ))}
    </fieldset>
  ));
