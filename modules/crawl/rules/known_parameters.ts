/** What the option `ignoreParameters` can name: the groups of known parameters, and any other parameter by its name. */
export const KNOWN_SESSIONS = "known:sessions";
export const KNOWN_CAMPAIGNS = "known:campaigns";

/**
 * Parameters that hold the session of a visitor: PHP, phpBB, vBulletin, Java servlets, ASP and ASP.NET, ColdFusion, osCommerce, Zen Cart,
 * xt:Commerce, OpenCart, MyBB and Oracle's session names. They count only if the value looks like a session.
 */
export const SESSION_NAMES: readonly string[] = [
  ...["phpsessid", "phpsessionid", "sid", "s", "session", "sess", "session_id", "sessionid", "session-id", "sess_id", "sessid"],
  ...["jsessionid", "jsessionidsso", "aspsessionid*", "asp.net_sessionid", "cfid", "cftoken", "cfsessionid"],
  ...["zenid", "oscsid", "xtcsid", "xtsid", "mosessid", "ocsessid", "bbsessionhash", "sessionhash", "s_id", "sesskey"],
  ...["_sessionid", "viewstate_sessionid", "userssessionid", "weblogicsession", "bv_sessionid", "bv_engineid"],
];

/** Parameters that tell a site where its visitors came from. The page is the same without them. */
export const CAMPAIGN_NAMES: readonly string[] = [
  // Google Analytics and Ads, Urchin.
  ...["utm_*", "gclid", "gclsrc", "gbraid", "wbraid", "dclid", "gad_source", "gad_campaignid", "_ga", "_gl", "srsltid"],
  // Matomo and Piwik.
  ...["pk_campaign", "pk_kwd", "pk_keyword", "pk_source", "pk_medium", "pk_content", "pk_cid", "pk_cpn"],
  ...["piwik_*", "matomo_*", "mtm_*"],
  // Facebook, Instagram, Twitter, TikTok, LinkedIn, Pinterest, Reddit, Snapchat.
  ...["fbclid", "fb_action_ids", "fb_action_types", "fb_source", "fb_ref", "mibextid", "igshid", "igsh"],
  ...["twclid", "ref_src", "ref_url", "ttclid", "li_fat_id", "epik", "rdt_cid", "sccid"],
  // Bing, Yandex, Yahoo, Seznam.
  ...["msclkid", "yclid", "ysclid", "_openstat", "vmcid", "sznclid"],
  // Mail and marketing: Mailchimp, HubSpot, Marketo, Vero, Omeda, Eloqua, Klaviyo, MailerLite, Drip, Iterable.
  ...["mc_cid", "mc_eid", "_hsenc", "_hsmi", "__hssc", "__hstc", "__hsfp", "hsctatracking", "hsa_*", "mkt_tok"],
  ...[
    "vero_id",
    "vero_conv",
    "oly_anon_id",
    "oly_enc_id",
    "elqtrackid",
    "elqtrack",
    "elqaid",
    "elqat",
    "_kx",
    "ck_subscriber_id",
  ],
  ...["ml_subscriber", "ml_subscriber_hash", "__s", "iterable_campaign"],
  // Affiliates and others: Adobe, Alibaba, AT Internet, Branch, Commission Junction, Impact, Wicked Reports, Zanox.
  ...["s_cid", "s_kwcid", "ef_id", "spm", "at_campaign", "at_medium", "at_custom*", "xtor", "_branch_match_id", "cjevent"],
  ...["irclickid", "irgwc", "wickedid", "wickedsource", "wickedplacement", "zanpid", "rb_clickid", "ncid", "wt_mc", "wt_zmc"],
  ...["trk_contact", "trk_msg", "trk_module", "trk_sid", "guccounter", "guce_referrer", "guce_referrer_sig"],
];
