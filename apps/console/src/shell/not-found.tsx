import { Link } from '@tanstack/react-router';
import { usePageTitle } from './title.js';

export const NotFound = () => {
  usePageTitle('Not found');
  return (
    <div className="page">
      <h1>There is no such page</h1>
      <p>
        <Link to="/">Tonight</Link> is a good place to go on from.
      </p>
    </div>
  );
};
