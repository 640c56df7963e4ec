/**
 * Ways in which all that nobody knows of a vendor may be, taken together:
 *
 * - `published`: as its pages say, and where they say nothing the more dangerous of two readings
 * - `strictest`: refuses whatever it may refuse, limits whatever it may limit
 * - `contrary`: the other reading of everything that is published once, and other words for it
 * - `php`: numbers as text, empty maps as lists, capitals, keys with blanks: what PHP and its frameworks make of an answer
 */
export const characters = ['published', 'strictest', 'contrary', 'php'] as const;
export type Character = (typeof characters)[number];

/** What each character changes; the settings it does not name are as at first. */
export type Characters<Settings> = Record<Character, Partial<Settings>>;
