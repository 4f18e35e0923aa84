const ENDINGS = "jpe?g|jfif|pjpe?g|pjp|png|apng|gif|webp|avif|svg|bmp|ico|tiff?|jxl|heic|heif";

/** Matches the path of an image file. */
export const IMAGE_PATH = new RegExp(`\\.(?:${ENDINGS})$`, "i");
/** Matches the address of an image file, with or without a query and a fragment. */
export const IMAGE_ADDRESS = new RegExp(`\\.(?:${ENDINGS})(?:[?#].*)?$`, "i");
/** Matches a text that may name an image file. */
export const HOLDS_IMAGE_ENDING = new RegExp(`\\.(?:${ENDINGS})`, "i");
