/** Elements that have no content (HTML Standard, 13.1.2), with those that only old pages use. */
export const VOID: ReadonlySet<string> = new Set(
  ("area base basefont bgsound br col command embed frame hr img input isindex keygen link meta param source track wbr").split(
    " ",
  ),
);

const names = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const PARAGRAPH = names("p");
const HEADING = names("h1 h2 h3 h4 h5 h6 p");
const CONTROL = names("input option optgroup select button datalist textarea");
const SECTION = names("thead tbody");
const DESCRIPTION = names("dd dt");
const RUBY = names("rt rp");
const BLOCKS =
  "address article aside blockquote details div dl fieldset figcaption figure footer form header hr main nav ol pre section table ul";

/** The elements that a start tag closes if one of them is the innermost open element (HTML Standard, 13.2.6.4). */
export const CLOSED_BY: ReadonlyMap<string, ReadonlySet<string>> = new Map<string, ReadonlySet<string>>([
  ["tr", names("tr th td")],
  ["th", names("th td")],
  ["td", names("thead th td")],
  ["tbody", SECTION],
  ["tfoot", SECTION],
  ["a", names("a")],
  ["li", names("li")],
  ["p", PARAGRAPH],
  ...[..."123456"].map((level): [string, ReadonlySet<string>] => [`h${level}`, HEADING]),
  ...BLOCKS.split(" ").map((name): [string, ReadonlySet<string>] => [name, PARAGRAPH]),
  ...["select", "input", "output", "button", "datalist", "textarea"].map((
    name,
  ): [string, ReadonlySet<string>] => [name, CONTROL]),
  ["option", names("option")],
  ["optgroup", names("optgroup option")],
  ["dd", DESCRIPTION],
  ["dt", DESCRIPTION],
  ["rt", RUBY],
  ["rp", RUBY],
]);

/** Elements of SVG and MathML that hold HTML again (HTML Standard, 13.2.6, "integration point"). */
export const HOLDS_HTML: ReadonlySet<string> = names("foreignobject desc title mi mo mn ms mtext annotation-xml");

/** Start tags that end SVG and MathML, because they can only be HTML (HTML Standard, 13.2.6.5). */
export const ENDS_FOREIGN: ReadonlySet<string> = names(
  "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre " +
    "ruby s small span strong strike sub sup table tt u ul var",
);
