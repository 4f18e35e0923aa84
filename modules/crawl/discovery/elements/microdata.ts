/** Matches an itemprop attribute (HTML Standard, 5.2.3) with a property of schema.org whose value is an image. */
export const IMAGE_PROPERTY = /(?:^|\s)(?:image|photo|logo|thumbnail|thumbnailUrl|primaryImageOfPage|screenshot)(?:\s|$)/;
