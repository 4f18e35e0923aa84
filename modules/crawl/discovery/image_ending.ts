const ENDINGS = "jpe?g|jfif|pjpe?g|pjp|png|apng|gif|webp|avif|svg|bmp|ico|tiff?|jxl|heic|heif";

/** The path of an image file. */
export const IMAGE_PATH = new RegExp(`\\.(?:${ENDINGS})$`, "i");
/** The address of an image file, with a query or a fragment behind it or not. */
export const IMAGE_ADDRESS = new RegExp(`\\.(?:${ENDINGS})(?:[?#].*)?$`, "i");
/** A text in which an image file may be named. */
export const HOLDS_IMAGE_ENDING = new RegExp(`\\.(?:${ENDINGS})`, "i");
