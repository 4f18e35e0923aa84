/** The properties of schema.org whose values are images, among those of an itemprop attribute (HTML Standard, 5.2.3). */
export const IMAGE_PROPERTY = /(?:^|\s)(?:image|photo|logo|thumbnail|thumbnailUrl|primaryImageOfPage|screenshot)(?:\s|$)/;
