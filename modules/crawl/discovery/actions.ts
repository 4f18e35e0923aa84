const ACTIONS = [
  "log-?(?:out|off)",
  "sign-?(?:out|off)",
  "(?:abmeld|logg-?out|deconnexion|desconectar|uitloggen|wyloguj)\\w*",
  "(?:delete|remove|destroy|erase|trash|purge|discard|uninstall|deactivate)",
  "(?:loesch|losch|supprim|eliminar|borrar|verwijder|usun)\\w*",
  "(?:unsubscribe|subscribe|unfollow|follow|unlike|like|upvote|downvote|vote|rate|report|flag|ban|block|mute)",
  "(?:add|put)-?(?:to-?)?(?:cart|basket|bag|wishlist|favou?rites?|compare)",
  "(?:cart|basket|wishlist|warenkorb|panier|carrito|carrello)-?(?:add|plus|update|remove)?",
  "(?:checkout|purchase|buy|buy-?now|order-?now|pay|donate)",
  "(?:log-?in|sign-?in|sign-?up|register|password|passwd)",
  "(?:reset|cancel|approve|reject|confirm|save|edit|post-?comment|reply|quote|upload)",
  "(?:.*корзин.*|удалить|выход|выйти|删除|退出|加入购物车|カートに入れる|削除|ログアウト)",
];
/** Verbs that may be one part of a name: `delete_post.php`, `deleteItem`, `post-delete`. */
const PARTS = /(?:^|[-_])(?:delete|remove|destroy|logout|logoff|signout|unsubscribe|addtocart)(?:[-_]|$)/;
const WHOLE = new RegExp(`^(?:${ACTIONS.join("|")})$`);

/**
 * Whether an address, or a word on a button, asks a site to do something: to log out, to delete, to buy. Such an address is not
 * followed unless a plain link leads to it. It is judged by whole names: segments of the path, names and values of the query.
 */
export function isAction(text: string): boolean {
  const [path = "", query = ""] = text.replace(/^[a-z]+:\/\/[^/?#]*/i, "").split("#", 1).join("").split(/\?(.*)/s);
  return [...path.split("/"), ...query.split(/[&=;]/)].some((name) => isActionName(spelled(name)));
}

function isActionName(name: string): boolean {
  return name.length <= 100 && (WHOLE.test(name) || PARTS.test(name));
}

/** Spells "deleteItem.php", "delete%20item" and "Delete item" as "delete-item". */
function spelled(name: string): string {
  return name.trim().replace(/\.\w{1,8}$/, "").replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase().normalize("NFKD")
    .replace(/\p{M}/gu, "").replace(/%[0-9a-f]{2}|[\s+_.-]+/g, "-");
}
