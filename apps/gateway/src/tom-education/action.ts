import { Refusal } from '@nightjar/contracts';

/** Fields of the form: `<product>=on` for each ticked one, `action`, and what the action needs. */
export type Posted = Readonly<Record<string, unknown>>;

const ACTIONS = ['pipeline', 'view_gallery', 'delete'] as const;
type Action = (typeof ACTIONS)[number];

const PRODUCT = /^prd_[0-9a-f-]{36}$/;

/** What is to be done, and with which products. @throws Refusal in tom_education's words */
export function actionOf(posted: Posted): { readonly action: Action; readonly products: readonly string[] } {
  const products = Object.keys(posted).filter((name) => PRODUCT.test(name));
  if (products.length === 0) throw new Refusal('nothing_selected', 'No data product selected');
  const action = ACTIONS.find((known) => known === posted['action']);
  if (action === undefined)
    throw new Refusal('invalid', `Invalid action '${String(posted['action'] ?? '').slice(0, 80)}'`);
  return { action, products };
}
