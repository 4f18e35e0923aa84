import type { SourceFile } from "./source_files.ts";

interface TextRule {
  forbidden: RegExp;
  /** The paths that the rule applies to; all if it is not given. */
  within?: RegExp;
  except: RegExp;
  instead: string;
}

const NOWHERE = /^$/;

const RULES: readonly TextRule[] = [
  {
    forbidden: /\binsert into\b|\bdelete from\b|\bupdate \w+(?: \w+)?\s+set\b|\bselect\b[^;<>]{0,400}\bfrom\s+[\w(]/,
    within: /^(main\.ts|modules\/)/,
    except: /\/repository\.ts$|_repository\.ts$|^modules\/shared\/database\/|^modules\/app\/migrate\.ts$/,
    instead: "only repository files, shared/database and migrations may have SQL: move it there as a function",
  },
  {
    forbidden: /\bDeno\.env\b|\bprocess\.env\b/,
    within: /^(main\.ts|modules\/)/,
    except: /^modules\/(shared\/config|app\/flags)\.ts$/,
    instead: "the environment is read in shared/config.ts only: add a setting there and pass the value down",
  },
  {
    forbidden: /(?<![.\w])fetch\(|\bDeno\.connect(Tls)?\(|\bnew WebSocket\(|\bglobalThis\.fetch\b/,
    within: /^(main\.ts|modules\/)/,
    except: /\/islands\/|^modules\/shared\/web\/send\.ts$|^modules\/app\/crawl_command\/remote\.ts$/,
    instead: "outbound requests go through crawl/egress, which checks the address that it connects to",
  },
  {
    forbidden: /from "(undici|node:(net|http|https|http2|tls))"/,
    within: /^(main\.ts|modules\/)/,
    except: /^modules\/crawl\/egress\//,
    instead: "only crawl/egress opens outbound connections",
  },
  {
    forbidden: /(:\s*|<|\bas |\|\s*|,\s*)any\b(?!\w)\s*([;,)>[\]|=&]|$)/m,
    except: /^tests\/support\/api\.ts$/,
    instead: "no `any`: use `unknown` and parse it with a schema",
  },
  { forbidden: /^export \*/m, except: NOWHERE, instead: "no `export *`: import from the module that has it" },
];

const LINES = 300;
const TEST_LINES = 500;
const MEDIAN_LINES = 80;
/** Names that say nothing. A folder may be named index, as that of the search is. */
const VAGUE_NAME = /\/(utils?|helpers?|common|lib|misc|types|mod)(\.tsx?|\/)|\/index\.tsx?$/;

/** Returns the breaches of the rules that can be seen in the text, as sentences that say what to do. */
export function textFaults(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap((file) => [...ruleFaults(file), ...swallowFaults(file), ...sizeFaults(file), ...nameFaults(file)]),
    ...medianFaults(files),
  ];
}

/** Matches handlers that ignore the error: `.catch(() => …)`, `.then(…, () => …)`, `catch { … }`, and empty ones that name it. */
const DROPS_ERROR =
  /\.catch\((async )?\(\) =>|\.then\(.*, (async )?\(\) =>|\.catch\(\(\w+(: unknown)?\) => \{\s*\}\)|\bcatch \{|\bcatch \(\w+\) \{\s*\}/;
const COMMENT = /(^|\s)\/\/ \S/;

/** Finds handlers that drop an error without a comment that says why, because a dropped error can hide a loss. */
function swallowFaults({ path, text }: SourceFile): string[] {
  if (!/^(main\.ts|modules\/)/.test(path)) return [];
  const lines = text.split("\n");
  return lines.flatMap((line, index) => {
    const dropped = DROPS_ERROR.exec(line);
    if (dropped === null || /^\s*(\/\/|\/?\*)/.test(line)) return [];
    const [above = "", below = ""] = [lines[index - 1], lines[index + 1]];
    const isSaid = COMMENT.test(line) || /^\s*\/\/ \S/.test(above) || /^\s*(\/\/ \S|throw )/.test(below);
    return isSaid ? [] : [`${path}:${index + 1}: "${dropped[0].slice(0, 40)}": ${SAY_WHY}`];
  });
}

const SAY_WHY = "an error is dropped. Handle it, or say in a comment on this line or beside it why it may be dropped";

function ruleFaults({ path, text }: SourceFile): string[] {
  if (path === "tests/support/text_rules.ts" || path === "tests/modules_test.ts") return [];
  const code = withoutComments(text);
  return RULES.filter(({ within, except }) => (within?.test(path) ?? true) && !except.test(path)).flatMap(
    ({ forbidden, instead }) => {
      const found = forbidden.exec(code);
      if (!found) return [];
      const line = code.slice(0, found.index).split("\n").length;
      return [`${path}:${line}: "${found[0].trim().slice(0, 40)}": ${instead}`];
    },
  );
}

function sizeFaults({ path, text }: SourceFile): string[] {
  const limit = path.startsWith("tests/") ? TEST_LINES : LINES;
  const lines = linesOf(text);
  return lines > limit ? [`${path}: has ${lines} lines, ${limit} are allowed. Split it by what it does`] : [];
}

function nameFaults({ path }: SourceFile): string[] {
  return VAGUE_NAME.test(path) ? [`${path}: its name says nothing. Name it after what it holds`] : [];
}

function medianFaults(files: readonly SourceFile[]): string[] {
  const lines = files.filter(({ path }) => !path.startsWith("tests/")).map(({ text }) => linesOf(text)).sort((a, b) => a - b);
  const median = lines[Math.floor(lines.length / 2)] ?? 0;
  return median > MEDIAN_LINES ? [`The median file has ${median} lines, ${MEDIAN_LINES} are allowed. Split the longer ones`] : [];
}

function linesOf(text: string): number {
  return text.split("\n").length - 1;
}

/** Removes comments without changing line numbers. Only whole-line comments are removed, because a string may contain "//". */
function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replace(/[^\n]/g, " "));
}
