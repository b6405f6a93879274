import type { Param, ParamGroup, Reference, Table, Voevent } from './voevent.js';
import { attribute, child, childrenOf, childText, type XmlElement } from './xml.js';

type What = Pick<Voevent, 'params' | 'groups' | 'tables'>;

/** Every Param of What in document order, also those in Groups and Tables; nothing is merged or dropped. */
export const readWhat = (what: XmlElement | undefined): What => {
  const params: Param[] = [];
  const groups: ParamGroup[] = [];
  const tables: Table[] = [];
  const visit = (element: XmlElement, group: number | null): void => {
    for (const item of element.children) {
      if (item.name === 'Param') params.push(readParam(item, group));
      else if (item.name === 'Group') visit(item, groups.push(readGroup(item)) - 1);
      else if (item.name === 'Table') {
        tables.push(readTable(item));
        visit(item, group);
      }
    }
  };
  if (what) visit(what, null);
  return { params, groups, tables };
};

const readParam = (param: XmlElement, group: number | null): Param => ({
  name: attribute(param, 'name'),
  value: attribute(param, 'value') ?? childText(param, 'Value'),
  unit: attribute(param, 'unit') ?? attribute(param, 'units'),
  ucd: attribute(param, 'ucd'),
  dataType: attribute(param, 'dataType'),
  description: childText(param, 'Description'),
  group,
});

const readGroup = (group: XmlElement): ParamGroup => ({
  name: attribute(group, 'name'),
  type: attribute(group, 'type'),
  description: childText(group, 'Description'),
});

const readTable = (table: XmlElement): Table => ({
  name: attribute(table, 'name'),
  fields: childrenOf(table, 'Field').map((field) => ({
    name: attribute(field, 'name'),
    unit: attribute(field, 'unit'),
    ucd: attribute(field, 'ucd'),
  })),
  rows: childrenOf(child(table, 'Data'), 'TR').map((row) => childrenOf(row, 'TD').map((cell) => cell.text.trim())),
});

/** The References directly below an element. */
export const readReferences = (element: XmlElement | undefined): Reference[] =>
  childrenOf(element, 'Reference').flatMap((reference) => {
    const uri = attribute(reference, 'uri');
    if (uri === null) return [];
    const link = /^https?:\/\/[\x21-\x7e]{1,2000}$/i.test(uri) ? uri : null;
    return [{ uri, type: attribute(reference, 'type'), meaning: attribute(reference, 'meaning'), link }];
  });
