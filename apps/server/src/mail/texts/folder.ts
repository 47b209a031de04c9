import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkLayout, type Fault, type PartialCatalogue, parseCatalogue } from './faults.js';

export interface Folder {
  catalogues: Map<string, PartialCatalogue>;
  layout: string | undefined;
}

/** Reads `<language>.json` and `layout.html`; other kinds of file, a README say, may lie beside them. */
export function readFolder(folder: string, fault: Fault): Folder {
  const found: Folder = { catalogues: new Map(), layout: undefined };
  for (const file of filesIn(folder, fault)) {
    const faultOfFile: Fault = (sentence) => fault(`${file} ${sentence}`);
    const source = readText(join(folder, file), faultOfFile);
    if (source === undefined) continue;
    if (file === 'layout.html') {
      checkLayout(source, faultOfFile);
      found.layout = source;
    } else if (file.endsWith('.html')) {
      faultOfFile('is no name of ours; the page around every mail is layout.html');
    } else {
      const language = file.slice(0, -'.json'.length);
      const catalogue = parseCatalogue(source, faultOfFile);
      if (isLanguage(language, faultOfFile)) found.catalogues.set(language, catalogue);
    }
  }
  return found;
}

function filesIn(folder: string, fault: Fault): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => /^[^.].*\.(json|html)$/.test(file))
      .sort();
  } catch (error) {
    fault(`the folder can't be read: ${(error as Error).message}`);
    return [];
  }
}

function readText(path: string, fault: Fault): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    fault(`can't be read: ${(error as Error).message}`);
    return undefined;
  }
}

function isLanguage(language: string, fault: Fault): boolean {
  try {
    const [canonical] = Intl.getCanonicalLocales(language);
    if (canonical !== language) fault(`must be named ${canonical}.json`);
    return canonical === language;
  } catch {
    fault('must be named by its language, such as fr.json or pt-BR.json');
    return false;
  }
}
