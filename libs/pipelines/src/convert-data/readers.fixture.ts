import { XMLParser } from 'fast-xml-parser';

/** Rows of a CSV text; a cell that was not quoted and is empty is null. */
export function readCsv(text: string): (string | null)[][] {
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < text.length;) {
    let value: string | null = '';
    if (text[at] === '"') {
      for (at++; !(text[at] === '"' && text[at + 1] !== '"'); at++) {
        if (text[at] === '"') at++;
        value += text[at] ?? '';
      }
      at++;
    } else {
      while (at < text.length && !',\n'.includes(text[at] ?? '')) value += text[at++] ?? '';
      if (value === '') value = null;
    }
    row.push(value);
    if (text[at++] === ',') {
      if (at >= text.length || text[at] === '\n') row.push(null);
      else continue;
      at++;
    }
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Header lines of an ECSV, and the CSV after them. */
export function readEcsv(text: string): { header: string[]; rows: (string | null)[][] } {
  const lines = text.split('\n');
  const first = lines.findIndex((line) => !line.startsWith('# '));
  return { header: lines.slice(0, first).map((line) => line.slice(2)), rows: readCsv(lines.slice(first).join('\n')) };
}

interface Votable {
  readonly VOTABLE: {
    readonly RESOURCE: {
      readonly TABLE: {
        readonly PARAM: readonly Record<string, string>[];
        readonly FIELD: readonly Record<string, string>[];
        readonly DATA: { readonly TABLEDATA: { readonly TR?: readonly { readonly TD: readonly string[] }[] } };
      };
    };
  };
}

/** Fields, parameters and cells of a VOTable. */
export function readVotable(text: string) {
  const isArray = (name: string): boolean => ['PARAM', 'FIELD', 'TR', 'TD'].includes(name);
  const options = {
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    trimValues: false,
    isArray,
  };
  const parsed = new XMLParser(options).parse(text) as Votable;
  const table = parsed.VOTABLE.RESOURCE.TABLE;
  return {
    params: Object.fromEntries(table.PARAM.map((one) => [one['name'], one['value']])),
    fields: table.FIELD.map((one) => one['name'] ?? ''),
    rows: (table.DATA.TABLEDATA.TR ?? []).map(({ TD }) => TD),
  };
}
