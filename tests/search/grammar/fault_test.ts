import assert from "node:assert/strict";
import { parseSearch } from "../../../modules/search/grammar/parser.ts";
import { SEARCH_TERMS } from "../../../modules/search/schemas.ts";
import { AppError } from "../../../modules/shared/errors.ts";

const FAULTS: [query: string, column: number, length: number, message: RegExp][] = [
  // Structure
  ["or a", 1, 2, /a term is missing before or\. Write a tag, a filter such as width:>1000/],
  ["a or", 3, 2, /a term is missing after or/],
  ["a | | b", 5, 1, /a term is missing before \|/],
  ["a or or b", 6, 2, /a term is missing before or/],
  ["a ||", 3, 2, /a term is missing after \|\|/],
  ["and a", 1, 3, /a term is missing before and/],
  ["a and", 3, 3, /a term is missing after and/],
  ["a and or b", 7, 2, /a term is missing before or/],
  ["not", 1, 3, /a term is missing after not/],
  ["a not", 3, 3, /a term is missing after not/],
  ["-", 1, 1, /a term is missing after -/],
  ["boat - sea", 6, 1, /a term is missing after -/],
  ["! a", 1, 1, /a term is missing after !/],
  ["not or a", 5, 2, /a term is missing before or/],
  ["-|a", 2, 1, /a term is missing before \|/],
  ["(a or)", 4, 2, /a term is missing after or/],
  ["(or a)", 2, 2, /a term is missing before or/],
  ["(a -)", 4, 1, /a term is missing after -/],
  ["()", 1, 2, /the group is empty/],
  ["a ( ) b", 3, 3, /the group is empty/],
  ["(a", 1, 1, /this parenthesis is not closed\. Put a \) where the group ends/],
  ["a (b (c)", 3, 1, /not closed/],
  ["(", 1, 1, /not closed/],
  ["(a (", 4, 1, /not closed/],
  [")", 1, 1, /closes nothing/],
  ["a )", 3, 1, /closes nothing/],
  ["a)", 2, 1, /closes nothing\. Put a name or a value with a single parenthesis in quotation marks/],
  ["(alt::) or a)", 13, 1, /closes nothing/],
  ["(a))", 4, 1, /closes nothing/],
  ["foo(bar baz)", 4, 1, /not closed\. Put a space before one that begins a group/],
  ["width:(5 or 6)", 7, 1, /not closed/],
  [`boat "red sea`, 6, 8, /the quotation mark is not closed/],
  [`alt:"`, 5, 1, /the quotation mark is not closed/],
  [`"a\\"`, 1, 4, /the quotation mark is not closed/],
  ["(".repeat(21) + "a" + ")".repeat(21), 21, 1, /more than 20 deep/],
  ["-".repeat(21) + "a", 21, 1, /more than 20 deep/],
  ["-(".repeat(11) + "a" + ")".repeat(11), 21, 1, /more than 20 deep/],
  // Tags
  [`""`, 1, 2, /a tag is missing between the quotation marks/],
  ["a,b", 1, 3, /"a,b" cannot be a tag\. Tags are separated by spaces/],
  [`"-a"`, 1, 4, /"-a" cannot be a tag\. A tag name has 1 to 100/],
  [`"or"`, 1, 4, /is not one of: or, and, not/],
  ["~a", 1, 2, /~ has no meaning here\. To search for either of two tags, write \(one or another\)/],
  ["a\u0000b", 1, 3, /cannot be a tag/],
  ["x".repeat(101), 1, 101, /cannot be a tag/],
  ["*a,b", 1, 4, /cannot be a tag/],
  [`"2\\*3"`, 1, 6, /"2\*3" cannot be a tag/],
  // Mistakes
  ["widht:5", 1, 5, /widht: is not known\. Did you mean width:\? For a tag of this name, quote it: "widht:5"/],
  ["boat -filesiz:2mb", 7, 7, /Did you mean filesize:\?/],
  ["tagscount:3", 1, 9, /Did you mean tagcount:\?/],
  ["oder:id", 1, 4, /Did you mean order:\?/],
  ["width>5", 1, 7, /separated by a colon\. Did you mean width:>5\?.*quote it: "width>5"/],
  ["height<=5", 1, 9, /Did you mean height:<=5\?/],
  ["rating=5", 1, 8, /Did you mean rating:5\?/],
  ["https://example.org/a", 1, 21, /this is an address\. To find the image at it, write url:https:.*page:https/],
  // Numbers
  ["width:", 7, 0, /a value is missing\. width: takes a whole number: 5, >5.*as in width:>=1920/],
  [`width:""`, 7, 2, /a value is missing/],
  ["width:abc", 7, 3, /"abc" is not a valid number here/],
  ["width:-5", 7, 2, /"-5" is not a valid number here/],
  ["width:1.5", 7, 3, /"1\.5" is not a valid number here/],
  ["width:5px", 7, 3, /"5px" is not a valid number here/],
  ["width:>", 7, 1, /a number is missing/],
  ["width:..", 7, 2, /a number is missing/],
  ["width:5...9", 7, 5, /"\.9" is not a valid number here/],
  ["width:9..5", 7, 4, /the range 9\.\.5 is empty/],
  ["width:=5", 7, 2, /"=5" is not a valid number here/],
  ["width:5,", 9, 0, /a value is missing beside a comma/],
  ["width:,5", 7, 0, /a value is missing beside a comma/],
  ["width:5,any", 9, 3, /"any" cannot be part of a list/],
  ["width:5*", 7, 2, /"5\*" is not a valid number here/],
  ["width:99999999999999999999", 7, 20, /is not a valid number here/],
  ["width:9999999999999999", 7, 16, /is not between 0 and/],
  ["id:any", 4, 3, /"any" is not a valid number here/],
  ["filesize:none", 10, 4, /"none" is not a valid number here.*filesize: takes a size \(500kb, 1\.5mb\)/],
  ["filesize:5tb", 10, 3, /"5tb" is not a valid number here/],
  ["filesize:1.5", 10, 3, /"1\.5" is not a valid number here/],
  ["filesize:999999999999gb", 10, 14, /is not between/],
  ["ratio:16:0", 7, 4, /"16:0" is not a valid number here/],
  ["ratio:wide", 7, 4, /ratio: takes a ratio \(16:9, 1\.5\)/],
  ["rating:6", 8, 1, /6 is not between 1 and 5/],
  ["rating:0", 8, 1, /0 is not between 1 and 5/],
  // Times
  ["date:", 6, 0, /a value is missing\. date: takes a date \(2024, 2024-05/],
  ["date:2024-13", 6, 7, /"2024-13" is neither a date nor an age/],
  ["date:2023-02-29", 6, 10, /is neither a date nor an age/],
  ["date:2024-5-1", 6, 8, /is neither a date nor an age/],
  ["date:0000", 6, 4, /is neither a date nor an age/],
  ["date:2024-05-01T25", 6, 13, /is neither a date nor an age/],
  ["date:tomorow", 6, 7, /is neither a date nor an age/],
  ["date:2025..2024", 6, 10, /the range 2025\.\.2024 is empty/],
  ["date:2024..7d", 6, 8, /a date at both ends, or an age at both/],
  ["date:any", 6, 3, /is neither a date nor an age/],
  ["age:7m", 5, 2, /"7m" may be minutes \(min\) or months \(mo\)/],
  ["age:2024", 5, 4, /"2024" is not an age\. age: takes an age/],
  ["age:7", 5, 1, /is not an age/],
  ["age:1w..1d", 5, 6, /is empty/],
  // Text
  ["alt:", 5, 0, /a value is missing\. alt: takes text, in quotation marks if it contains white space/],
  [`alt:""`, 5, 2, /a value is missing/],
  ["alt:a\u0000", 5, 2, /a control character/],
  ["alt:\ud800", 5, 1, /a control character or half of a surrogate pair/],
  ["alt:a,,b", 7, 0, /a value is missing beside a comma/],
  // The others
  ["md5:abc", 5, 3, /this is not an MD5: it has 3 characters\. md5: takes 32 hexadecimal digits/],
  [`sha256:${"g".repeat(64)}`, 8, 64, /this is not a SHA-256/],
  ["filetype:", 10, 0, /a value is missing/],
  ["filetype:pgn", 10, 3, /"pgn" is not known \(did you mean filetype:png\?\)/],
  ["filetype:a/b", 10, 3, /is not known/],
  ["is:animatd", 4, 7, /"animatd" is not known \(did you mean is:animated\?\)\. is: takes one of: animated, duplicate/],
  ["is:red", 4, 3, /"red" is not known\. is: takes one of/],
  ["is:", 4, 0, /a value is missing/],
  ["has:gsp", 5, 3, /did you mean has:gps\?/],
  ["job:abc", 5, 3, /"abc" is not a valid number\. job: takes the number of a job/],
  ["job:0", 5, 1, /"0" is not a valid number/],
  ["job:", 5, 0, /a value is missing/],
  ["site:http://x.org/a", 6, 14, /this is an address\. To find images of its host, write site:x\.org/],
  ["site:a/b", 6, 3, /"a\/b" is not a host name/],
  ["found:imgs", 7, 4, /did you mean found:img\?\)\. If it is correct, put it in quotation marks/],
  [`found:"a b"`, 7, 5, /is not known/],
  ["similar:x", 9, 1, /"x" is not a valid number/],
  ["similar:1~33", 9, 4, /the number after ~ says how many bits may differ, from 0 to 32/],
  ["similar:1~2~3", 9, 5, /after ~/],
  ["order:widht", 7, 5, /did you mean order:width\?/],
  ["order:", 7, 0, /a value is missing/],
  ["limit:0", 7, 1, /"0" is not a valid number/],
  ["limit:500", 7, 3, /500 is more than 200/],
  ["-order:id", 2, 8, /order: cannot be negated/],
  ["-(a limit:5)", 5, 7, /limit: cannot be negated/],
  ["order:id a order:width", 12, 11, /order: is given a second time/],
  ["limit:5 limit:5", 9, 7, /limit: is given a second time/],
  ["order:id or a", 10, 2, /cannot be one side of an or/],
  ["a or limit:5", 3, 2, /cannot be one side of an or/],
];

for (const [query, column, length, message] of FAULTS) {
  Deno.test(`parseSearch() says what is wrong with ${JSON.stringify(query)}, and where`, () => {
    assert.throws(() => parseSearch(query), (error) => {
      assert.ok(error instanceof AppError);
      assert.equal(error.code, "malformed");
      assert.match(error.message, message);
      const [fault, ...others] = error.faults;
      assert.deepEqual(others, []);
      assert.equal(error.message, `Column ${fault?.column} of the search: ${fault?.message.replace(/^column \d+: /, "")}`);
      assert.deepEqual([fault?.path, fault?.column, fault?.length], ["q", column, Math.max(1, length)]);
      return true;
    });
  });
}

Deno.test("parseSearch() accepts 40 terms, and names the column of the first one that is too many", () => {
  const terms = Array.from({ length: SEARCH_TERMS }, (_, index) => `tag${index % 10}`);
  assert.equal(parseSearch(terms.join(" ")).root?.kind, "and");
  assert.throws(() => parseSearch([...terms, "one", "more"].join(" ")), {
    code: "malformed",
    message: "Column 201 of the search: a search has at most 40 terms, this one has 42",
  });
});

Deno.test("parseSearch() refuses a search of more than 2,000 characters", () => {
  assert.throws(() => parseSearch("a".repeat(2_001)), { message: /^Column 2001 of the search: .* at most 2000 characters/ });
});

Deno.test("parseSearch() accepts groups and negations that are nested 20 deep", () => {
  assert.equal(parseSearch("(".repeat(20) + "a" + ")".repeat(20)).root?.kind, "term");
  assert.equal(parseSearch("-".repeat(20) + "a").root?.kind, "term");
});
