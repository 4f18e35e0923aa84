import assert from "node:assert/strict";
import { TagName } from "../../modules/tags/schemas.ts";

Deno.test("a tag name is stored composed, in lower case, with single underscores in place of white space", () => {
  const cases = [["  Red   Car ", "red_car"], ["e\u0301t\u00e9", "\u00e9t\u00e9"], ["A__B", "a_b"], [
    "\u65e5\u672c\u8a9e",
    "\u65e5\u672c\u8a9e",
  ]];
  for (const [typed, name] of cases) assert.equal(TagName.parse(typed), name);
});

Deno.test("a tag name may contain the joiners of emoji, but no other invisible characters", () => {
  const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}";
  assert.equal(TagName.parse(family), family);
  for (const typed of ["\u200b", "\u200d", "\u202eevil", "a\u00ad", "a\0", "\ud800", "\ufffe"]) {
    assert.equal(TagName.safeParse(typed).success, false, JSON.stringify(typed));
  }
});

Deno.test("a tag name that search would misread is refused with the rule", () => {
  for (const typed of ["", "-x", "~x", "!x", "(x", "a*", 'a"b', "a,b", "or", "AND", "x".repeat(101)]) {
    const result = TagName.safeParse(typed);
    assert.match(result.error?.issues[0]?.message ?? "", /^A tag name has 1 to 100 characters/, typed);
  }
});
