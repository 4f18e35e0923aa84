import assert from "node:assert/strict";
import { readRobots } from "../../../modules/crawl/politeness/robots.ts";

/** Worked out from RFC 9309 and, where it is silent, from what google/robotstxt documents. Ours is the agent "ImageTagger". */
type Case = [path: string, allowed: boolean, because: string];

const OURS = "ImageTagger/0.1 (+https://example.invalid/)";

function table(file: string, cases: Case[], userAgent = OURS): void {
  for (const [path, allowed, because] of cases) {
    Deno.test(`robots.txt ${allowed ? "allows" : "forbids"} ${path}: ${because}`, () => {
      const robots = readRobots({ status: 200, body: file, origin: "http://site.test", userAgent });
      assert.equal(robots.allows(`http://site.test${path}`), allowed, file.slice(0, 1_000));
    });
  }
}

const all = (...rules: string[]) => ["User-agent: *", ...rules].join("\n");

// RFC 9309, 2.2.1: the user-agent line
table("User-agent: imagetagger\nDisallow: /a", [["/a", false, "the token is compared without case"]]);
table("User-agent: IMAGETAGGER\nDisallow: /a", [["/a", false, "capitals in the token are the same"]]);
table("User-agent: ImageTagger/2.0\nDisallow: /a", [["/a", false, "a version after the token is not looked at"]]);
table("User-agent: ImageTagger *\nDisallow: /a", [["/a", false, "what follows the token after a space is not looked at"]]);
table("User-agent: ImageTagger*\nDisallow: /a", [["/a", false, "an asterisk at the end of the token is not looked at"]]);
table("User-agent: ImageTag\nDisallow: /a", [["/a", true, "a token that ours begins with is another one"]]);
table("User-agent: ImageTaggerNews\nDisallow: /a", [["/a", true, "a token that begins with ours is another one"]]);
table("User-agent: ImageTagger-News\nDisallow: /a", [["/a", true, "a token goes on after a hyphen"]]);
table("User-agent: Mozilla/5.0 ImageTagger\nDisallow: /a", [["/a", true, "only the beginning of the line names an agent"]]);
table("User-agent: * # everyone\nDisallow: /a", [["/a", false, "a comment after the asterisk does not matter"]]);
table("User-agent: * foo\nDisallow: /a", [["/a", false, "the asterisk and a space speak to everyone"]]);
table("User-agent: *foo\nDisallow: /a", [["/a", true, "an asterisk with a name is nobody"]]);
table("User-agent:\nDisallow: /a", [["/a", true, "an empty token is nobody"]]);
table("User-agent: other\nDisallow: /", [["/a", true, "no group is for us, and none for everyone"]]);
table("User-agent: mybot\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", [
  ["/a", false, "an agent without a version has a token"],
  ["/b", true, "the agent's own group leaves no room for that of everyone"],
], "MyBot");
table("User-agent: mybot\nDisallow: /a", [
  ["/a", false, "the token of an agent that calls itself compatible is the name that follows"],
], "Mozilla/5.0 (compatible; MyBot/1.0; +https://example.invalid/)");
table("User-agent: mj12bot\nDisallow: /a", [["/a", false, "a token may hold digits"]], "MJ12bot/v1.4");
table("User-agent: *\nDisallow: /a", [["/a", false, "an agent without any token obeys what is for everyone"]], "(nobody)");

// RFC 9309, 2.2.1: groups
const TWO = "User-agent: *\nDisallow: /\n\nUser-agent: ImageTagger\nDisallow: /private/";
table(TWO, [
  ["/a", true, "our group alone counts, though it comes last"],
  ["/private/a", false, "our group forbids it"],
]);
table(TWO, [["/a", false, "the group of everyone is for who has none"]], "Stranger/1.0");
table("User-agent: ImageTagger\nDisallow: /private/\nUser-agent: *\nDisallow: /", [
  ["/b", true, "our group alone counts, also where it comes first and no empty line follows"],
]);
const SHARED = "User-agent: other\nUser-agent: ImageTagger\nDisallow: /x\n\nUser-agent: ImageTagger\nDisallow: /y";
table(SHARED, [
  ["/x", false, "a group with several agents is for each of them"],
  ["/y", false, "a second group of the same agent is joined to the first"],
  ["/z", true, "neither of the joined groups names it"],
]);
table("User-agent: *\nDisallow: /x\n\nUser-agent: *\nDisallow: /y", [
  ["/x", false, "the first group for everyone counts"],
  ["/y", false, "the second group for everyone counts as well"],
]);
table("User-agent: *\nDisallow: /\n\nUser-agent: ImageTagger", [["/a", true, "our group has no rules, and so forbids nothing"]]);
table("User-agent: *\nDisallow: /\n\nUser-agent: ImageTagger\nDisallow:", [["/a", true, "our group's only rule is empty"]]);
table("User-agent: ImageTagger\n\nUser-agent: other\nDisallow: /a", [["/a", false, "an empty line does not part two agents"]]);
table("User-agent: ImageTagger\nSitemap: http://site.test/s\nUser-agent: other\nDisallow: /a", [
  ["/a", false, "a sitemap does not part two agents (2.2.4)"],
]);
table("User-agent: ImageTagger\nCrawl-delay: 1\nUser-agent: other\nDisallow: /a", [
  ["/a", false, "a crawl-delay does not part two agents (2.2.4)"],
]);
const DELAY = "User-agent: *\nCrawl-delay: 1\n\nUser-agent: other\nDisallow: /a";
table(DELAY, [["/a", true, "a crawl-delay and an empty line end a group"]]);
table(DELAY, [["/a", false, "a group begins after a crawl-delay and an empty line"]], "Other/1.0");
table("User-agent: *\nHost: site.test\nDisallow: /a\nSitemap: /s\nDisallow: /b\nNoindex: /c\nDisallow: /d", [
  ["/a", false, "an unknown record before a rule does not end the group"],
  ["/b", false, "a sitemap between rules does not end the group"],
  ["/c", true, "an unknown record is no rule"],
  ["/d", false, "an unknown record between rules does not end the group"],
]);
table("Disallow: /a\nUser-agent: *\nDisallow: /b", [
  ["/a", true, "a rule before any agent is for nobody"],
  ["/b", false, "the group after a stray rule counts"],
]);
table("User-agent: other\nDisallow: /a\nUser-agent: ImageTagger\nAllow: /", [[
  "/a",
  true,
  "an agent after rules begins a new group",
]]);
table("User-agent: other\nDisallow:\nUser-agent: ImageTagger\nDisallow: /a", [
  ["/a", false, "an agent after an empty rule begins a new group"],
], "ImageTagger");
table("User-agent: other\nDisallow:\nUser-agent: ImageTagger\nDisallow: /a", [[
  "/a",
  true,
  "an empty rule ends the list of agents",
]], "Other");

// RFC 9309, 2.2.2: allow and disallow
table("", [["/a", true, "the file is empty"]]);
table("User-agent: *", [["/a", true, "the group of everyone has no rules"]]);
table(all("Disallow: /"), [
  ["/", false, "everything is forbidden"],
  ["/a/b?c", false, "everything below the root is forbidden"],
  ["/robots.txt", true, "robots.txt itself is always allowed"],
]);
table(all("Disallow: /robots.txt"), [["/robots.txt", true, "no rule can forbid robots.txt"]]);
table(all("Disallow:"), [["/a", true, "an empty rule forbids nothing"]]);
table(all("Allow:", "Disallow: /"), [["/a", false, "an empty allow allows nothing"]]);
table(all("Disallow: /fish"), [
  ["/fish", false, "the path is the rule"],
  ["/fish.html", false, "the path begins with the rule"],
  ["/fish/salmon.html", false, "the path begins with the rule, and a directory follows"],
  ["/fishheads/yummy.html", false, "a rule need not end at a slash"],
  ["/fish?id=1", false, "a query may follow"],
  ["/Fish.asp", true, "case counts in paths"],
  ["/catfish", true, "a rule begins where the path begins"],
  ["/?id=fish", true, "a rule is not looked for in the query"],
]);
table(all("Disallow: /fish/"), [
  ["/fish/", false, "the directory itself is forbidden"],
  ["/fish/salmon", false, "what is in the directory is forbidden"],
  ["/fish", true, "the name without its slash is not the directory"],
  ["/fish.html", true, "another name is not in the directory"],
]);
const LONGEST = all("Disallow: /a", "Allow: /a/b", "Disallow: /a/b/c", "Allow: /same", "Disallow: /same");
table(LONGEST, [
  ["/a/x", false, "only the short rule matches"],
  ["/a/b", true, "the longer allow decides"],
  ["/a/b/c", false, "the longest rule decides"],
  ["/same", true, "allow decides where two rules are as long"],
]);
table(all("Disallow: /same", "Allow: /same"), [["/same", true, "the order of rules as long as each other does not matter"]]);
table(all("Allow: /p", "Disallow: /"), [["/page", true, "the longer allow wins (Google's first example)"]]);
table(all("Allow: /folder", "Disallow: /folder"), [[
  "/folder/page",
  true,
  "the least restrictive wins (Google's second example)",
]]);
table(all("Allow: /page", "Disallow: /*.htm"), [[
  "/page.htm",
  false,
  "the longer rule with a wildcard wins (Google's third example)",
]]);
table(all("Allow: /page", "Disallow: /*.ph"), [["/page.php5", true, "both are as long (Google's fourth example)"]]);
table(all("Allow: /$", "Disallow: /"), [
  ["/", true, "the root alone is allowed (Google's fifth example)"],
  ["/page.htm", false, "all but the root is forbidden (Google's sixth example)"],
]);
const SIMPLE = `User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot`;
table(SIMPLE, [
  ["/a.gif", false, "an image, in the example of RFC 9309, 5.1"],
  ["/example/x", false, "a directory, in the example of RFC 9309, 5.1"],
  ["/publications/x", true, "the directory that is allowed in the example of RFC 9309, 5.1"],
  ["/publications/a.gif", true, "the longer rule allows an image in the example of RFC 9309, 5.1"],
]);
table(SIMPLE, [
  ["/x", false, "foobot may fetch nothing else in the example of RFC 9309, 5.1"],
  ["/example/page.html", true, "foobot may fetch one page in the example of RFC 9309, 5.1"],
  ["/example/allowed.gif", true, "foobot may fetch one image in the example of RFC 9309, 5.1"],
], "foobot/1.0");
table(SIMPLE, [
  ["/example/page.html", false, "bazbot shares a group in the example of RFC 9309, 5.1"],
  ["/example/a.gif", true, "bazbot is held to nothing else in the example of RFC 9309, 5.1"],
], "bazbot");
table(SIMPLE, [["/example/a.gif", true, "quxbot has a group without rules in the example of RFC 9309, 5.1"]], "quxbot");
table("User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", [
  ["/example/page/disallowed.gif", false, "the longest match decides in the example of RFC 9309, 5.2"],
  ["/example/page/allowed.gif", true, "only the shorter rule matches in the example of RFC 9309, 5.2"],
], "foobot");
table(all("Disallow: fish"), [["/fish", true, "a rule that begins with neither / nor * matches no path"]]);
table(all("Disallow: http://site.test/a"), [["/a", true, "a whole URL is no path"]]);
table(all("Disallow: /a", "Disallow: /a", "Allow: /a/"), [["/a/b", true, "a rule that stands there twice counts once"]]);

// RFC 9309, 2.2.3: special characters
table(all("Disallow: /*.gif$"), [
  ["/x.gif", false, "the path ends as the rule says"],
  ["/a/b.gif", false, "an asterisk passes over slashes"],
  ["/x.gif?y", true, "a query follows, so the path does not end there"],
  ["/x.gifs", true, "more follows than the rule says"],
  ["/.gif", false, "an asterisk may stand for nothing"],
]);
table(all("Disallow: /fish*"), [
  ["/fish", false, "an asterisk at the end changes nothing"],
  ["/fishing", false, "an asterisk at the end is any rest"],
]);
table(all("Disallow: /fish*.php"), [
  ["/fish.php", false, "an asterisk is nothing"],
  ["/fishheads/catfish.php?parameters", false, "an asterisk is a run of characters"],
  ["/Fish.PHP", true, "case counts beside wildcards"],
  ["/fish.asp", true, "what follows the asterisk is missing"],
]);
table(all("Disallow: /end$"), [
  ["/end", false, "the path ends with the rule"],
  ["/ending", true, "the path goes on after the rule"],
  ["/end?", true, "a question mark follows"],
]);
table(all("Disallow: /a$b"), [
  ["/a$b", false, "a dollar sign within a rule means itself"],
  ["/a", true, "a dollar sign within a rule ends nothing"],
]);
table(all("Disallow: /a%24"), [
  ["/a$b", false, "an escaped dollar sign at the end means itself"],
  ["/a", true, "an escaped dollar sign is no end"],
]);
table(all("Disallow: /file-with-a-%2A.html"), [
  ["/file-with-a-*.html", false, "an escaped asterisk means itself"],
  ["/file-with-a-%2A.html", false, "an escaped asterisk is the same in the URL"],
  ["/file-with-a-x.html", true, "an escaped asterisk is no wildcard"],
]);
table(all("Disallow: /a*a*b$"), [
  ["/axaxb", false, "the pieces come in their order"],
  ["/aab", false, "pieces may touch each other"],
  ["/ab", true, "two pieces do not share a character"],
  ["/axabxb", false, "the end is found although a piece like it comes earlier"],
]);
table(all("Disallow: /a*ab$"), [["/ab", true, "the end does not overlap the beginning"]]);
table(all("Disallow: /**x"), [["/ax", false, "two asterisks are as one"]]);
table(all("Disallow: *"), [["/a", false, "an asterisk alone is everything"]]);
table(all("Disallow: *x"), [["/ax", false, "a rule may begin with an asterisk"], ["/a", true, "and what follows it is missing"]]);
table(all("Disallow: /*$"), [["/anything?at=all", false, "an asterisk reaches to the end"]]);
table(all("Disallow: $"), [["/", true, "a dollar sign alone matches no path"]]);
table(all("Disallow: /a.b+c(d)[e]|f^"), [
  ["/a.b+c(d)[e]|f^", false, "characters of regular expressions mean themselves"],
  ["/aXb+c(d)[e]|f^", true, "a dot is a dot"],
]);
table(all("Disallow: /*?sort="), [
  ["/p?sort=1", false, "the query begins as the rule says"],
  ["/p?a&sort=1", true, "the parameter is not the first one"],
]);
table(all("Disallow: /*?"), [["/p?", false, "there is a query"], ["/p", true, "there is no query"]]);

// RFC 9309, 2.2.2: escapes
table(all("Disallow: /foo/bar?baz=quz"), [["/foo/bar?baz=quz", false, "a query is compared as it is (RFC 9309, 2.2.2)"]]);
table(all("Disallow: /foo/bar?baz=https://foo.bar"), [
  ["/foo/bar?baz=https://foo.bar", false, "an address in a query is compared as it is"],
  ["/foo/bar?baz=https%3A%2F%2Ffoo.bar", false, "an address in a query is the same escaped (RFC 9309, 2.2.2)"],
]);
table(all("Disallow: /foo/bar?baz=https%3a%2f%2Ffoo.bar"), [
  ["/foo/bar?baz=https://foo.bar", false, "the rule escapes the address and the URL does not"],
]);
table(all("Disallow: /foo/bar/\u30c4"), [
  ["/foo/bar/%E3%83%84", false, "characters beyond US-ASCII are compared as UTF-8 (RFC 9309, 2.2.2)"],
  ["/foo/bar/\u30c4", false, "a URL's own characters beyond US-ASCII are escaped"],
]);
table(all("Disallow: /foo/bar/%E3%83%84"), [["/foo/bar/%e3%83%84", false, "escapes are compared without case"]]);
table(all("Disallow: /foo/bar/%e3%83%84"), [["/foo/bar/%E3%83%84", false, "small letters in a rule's escapes are the same"]]);
table(all("Disallow: /foo/bar/%62%61%7A"), [
  ["/foo/bar/baz", false, "escapes of unreserved characters are undone (RFC 9309, 2.2.2)"],
  ["/foo/bar/%62%61%7A", false, "escapes of unreserved characters are the same on both sides"],
]);
table(all("Disallow: /~joe"), [["/%7Ejoe", false, "a tilde is the same escaped"]]);
table(all("Disallow: /a%2Fb"), [
  ["/a%2Fb", false, "an escaped slash is compared as it is"],
  ["/a/b", true, "an escaped slash in a path is no slash"],
]);
table(all("Disallow: /a/b"), [["/a%2fb", true, "a slash is no escaped slash"]]);
table(all("Disallow: /a b"), [["/a%20b", false, "a space in a rule is escaped"]]);
table(all("Disallow: /{id}"), [["/%7Bid%7D", false, "braces are the same escaped"], [
  "/{id}",
  false,
  "braces are escaped in URLs",
]]);
table(all("Disallow: /a?q='x'"), [["/a?q=%27x%27", false, "apostrophes are the same escaped, as URLs do in queries"]]);
table(all("Disallow: /100%"), [["/100%", false, "a percent sign that escapes nothing means itself"]]);
table(all("Disallow: /%zz"), [["/%zz/a", false, "an escape that is none means itself"]]);

// RFC 9309, 2.2 and 2.3: the file
for (const [end, name] of [["\n", "line feed"], ["\r\n", "carriage return and line feed"], ["\r", "carriage return"]] as const) {
  table(["User-agent: *", "Disallow: /a", ""].join(end), [["/a", false, `lines end with ${name}`]]);
}
table("\ufeffUser-agent: *\nDisallow: /a", [["/a", false, "a byte order mark is passed over"]]);
table("User-agent: *\nDisallow: /a", [["/a", false, "the last line does not end"]]);
table("\n\n  \t\nUser-agent: *\n\n\nDisallow: /a", [["/a", false, "empty lines do not matter"]]);
table("# hello\nUser-agent: *#x\n#Disallow: /b\nDisallow: /a #all", [
  ["/a", false, "comments are cut off"],
  ["/b", true, "a rule in a comment is none"],
]);
table(all("Disallow: /a#b"), [["/a", false, "a comment begins at any #"]]);
table(all("Disallow: /a%23b"), [["/a%23b", false, "an escaped # means itself"], ["/a", true, "an escaped # is no comment"]]);
table("  user-agent\t:  *  \n\tDISALLOW :/a\t", [["/a", false, "white space and case of keys do not matter"]]);
table("User-agent:*\nDisallow:/a", [["/a", false, "there need be no space after the colon"]]);
table("User-agent *\nDisallow /a", [["/a", false, "a forgotten colon is forgiven"]]);
table("User-agent: *\nDisallow /a b", [["/a", true, "without a colon there may be two words only"]]);
for (const key of ["dissallow", "dissalow", "disalow", "diasllow", "disallaw"]) {
  table(all(`${key}: /a`), [["/a", false, `"${key}" is read as disallow`]]);
}
for (const key of ["useragent", "user agent"]) {
  table(`${key}: *\nDisallow: /a`, [["/a", false, `"${key}" is read as user-agent`]]);
}
table(all("Disallow: /a", "Alow: /a"), [["/a", false, "an unknown misspelling is no rule"]]);
table("<!doctype html>\n<p>Disallow: /a</p>", [["/a", true, "a page of HTML is no robots.txt"]]);
table("User-agent: *\nDisallow: /a\n\x01\x02\xff: /x\n:\n:::\nDisallow: /b", [
  ["/a", false, "rules before nonsense count"],
  ["/b", false, "rules after nonsense count"],
]);
table(all(`Disallow: /${"x".repeat(20_000)}`, "Disallow: /a"), [[
  "/a",
  false,
  "a line that is too long does not spoil the next one",
]]);
table(all(...Array.from({ length: 25_000 }, (_, index) => `Disallow: /${index}/`)), [
  ["/24999/a", false, "the last of 25,000 rules counts"],
  ["/25000/a", true, "none of 25,000 rules forbids it"],
]);
table(`${all(`Disallow: /${"y".repeat(499 * 1_024)}`)}\nDisallow: /a`, [["/a", false, "500 kibibytes are read (RFC 9309, 2.5)"]]);
