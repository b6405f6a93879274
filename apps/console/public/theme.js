// Runs before the first paint, so that a dark-adapted eye never meets a white page. A file, not inline: the page's
// content security policy refuses inline scripts.
(function () {
  var themes = ['light', 'dark', 'red'];
  var asked = new URLSearchParams(location.search).get('theme');
  var kept = null;
  try {
    kept = localStorage.getItem('nightjar.theme');
  } catch (refused) {
    kept = null;
  }
  var theme = themes.indexOf(asked) >= 0 ? asked : themes.indexOf(kept) >= 0 ? kept : 'dark';
  document.documentElement.dataset.theme = theme;
  if (theme === 'red') document.querySelector('link[rel=icon]').href = '/favicon-red.svg';
})();
