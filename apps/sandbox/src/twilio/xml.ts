import type { Json } from '../json.js';
import { isJsonList, isJsonObject } from '../json.js';

const pascal = (name: string) => name.replace(/(^|_)([a-z0-9])/g, (_all, _bar, letter: string) => letter.toUpperCase());

const escape = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function element(name: string, value: Json): string {
  if (isJsonList(value)) {
    const inner = value.map((item) => element(name.replace(/s$/, ''), item)).join('');
    return `<${name}>${inner}</${name}>`;
  }
  if (isJsonObject(value)) {
    const inner = Object.entries(value).map(([key, item]) => element(pascal(key), item));
    return `<${name}>${inner.join('')}</${name}>`;
  }
  return value === null ? `<${name}/>` : `<${name}>${escape(`${value}`)}</${name}>`;
}

/** What a caller who forgot `.json` gets from the 2010 API: XML, which no JSON parser will take for success. */
export function toXml(body: Json): string {
  return `<?xml version='1.0' encoding='UTF-8'?>\n${element('TwilioResponse', body)}`;
}
