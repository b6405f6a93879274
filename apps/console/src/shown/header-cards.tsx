import { matchingCards, type Card } from '../pages/target/rules.js';

interface HeaderCardsProps {
  /** What the search is called. */
  readonly label: string;
  readonly cards: readonly Card[];
  readonly wanted: string;
  readonly onWanted: (text: string) => void;
}

/** The header of an image, and a search in it. */
export const HeaderCards = ({ label, cards, wanted, onWanted }: HeaderCardsProps) => {
  const found = matchingCards(cards, wanted);
  return (
    <div className="fits-header">
      <label>
        {label}{' '}
        <input
          type="search"
          value={wanted}
          placeholder="keyword, value or comment"
          onChange={(event) => onWanted(event.target.value)}
        />
      </label>
      <div className="scroll" tabIndex={0} role="region" aria-label="Header cards">
        <table className="cards">
          <tbody>
            {found.map(({ key, value, comment }, i) => (
              <tr key={`${key}${i}`}>
                <th scope="row">{key}</th>
                <td>{value === null ? '' : String(value)}</td>
                <td className="muted">{comment}</td>
              </tr>
            ))}
          </tbody>
        </table>
        {found.length ? null : <p className="quiet">No card has it.</p>}
      </div>
    </div>
  );
};
