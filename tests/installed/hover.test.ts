import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createProject, type Project } from './project.js';

let project: Project;
beforeAll(async () => {
  project = await createProject();
});
afterAll(() => project?.remove());

const options: ts.CompilerOptions = {
  strict: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
  types: [],
};

/** What is exported and all fields and methods of it, however deep, with what an editor says of each. */
function documented(declarations: string): Map<string, string> {
  const program = ts.createProgram([declarations], options);
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(declarations);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`${declarations} is no module`);
  const found = new Map<string, string>();
  const seen = new Set<ts.Type>();
  const isOurs = (symbol: ts.Symbol) =>
    symbol.declarations?.some((node) => node.getSourceFile().fileName.includes('@profile/sdk')) ??
    false;

  const note = (path: string, symbol: ts.Symbol) => {
    const parts = symbol.getDocumentationComment(checker);
    found.set(path, ts.displayPartsToString(parts));
  };
  const visit = (path: string, type: ts.Type): void => {
    if (seen.has(type)) return;
    seen.add(type);
    if (type.isUnionOrIntersection()) for (const each of type.types) visit(path, each);
    const calls = type.getCallSignatures();
    for (const call of calls) {
      visit(path, call.getReturnType());
      for (const parameter of call.parameters) visit(path, checker.getTypeOfSymbol(parameter));
    }
    for (const argument of checker.getTypeArguments(type as ts.TypeReference)) {
      visit(path, argument);
    }
    for (const property of type.getProperties().filter(isOurs)) {
      const name = `${path}.${property.name}`;
      if (!property.name.startsWith('__@')) note(name, property);
      visit(name, checker.getTypeOfSymbol(property));
    }
  };

  const exported = checker
    .getExportsOfModule(module)
    .map((each) => (each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each));
  for (const symbol of exported) note(symbol.name, symbol);
  // Types first, so that fields go by the name of their own.
  for (const symbol of exported.filter(({ flags }) => flags & ts.SymbolFlags.Type)) {
    visit(symbol.name, checker.getDeclaredTypeOfSymbol(symbol));
  }
  for (const symbol of exported.filter(({ flags }) => flags & ts.SymbolFlags.Value)) {
    visit(symbol.name, checker.getTypeOfSymbol(symbol));
  }
  return found;
}

it.each(['ts', 'cts'])('shows a sentence on every name, method and field of index.d.%s', (kind) => {
  const sentences = documented(join(project.installed, `dist/index.d.${kind}`));
  for (const path of ['createProfileClient', 'ProfileError.code', 'TokenResponse.expires_in']) {
    expect(sentences.get(path)).toMatch(/^[A-Z].{10,}/);
  }
  expect(sentences.size).toBeGreaterThan(150);
  expect([...sentences].filter(([, text]) => text.length < 10).map(([path]) => path)).toEqual([]);
});

it('shows one on every hook and what it gives besides', async () => {
  await project.addReact();
  const sentences = documented(join(project.installed, 'dist/react.d.ts'));
  for (const path of ['useProfile', 'ProfileProviderProps.profile', 'ProfileConflict.keepYours']) {
    expect(sentences.get(path)).toMatch(/^[A-Z].{10,}/);
  }
  expect([...sentences].filter(([, text]) => text.length < 10).map(([path]) => path)).toEqual([]);
});

it('is what an editor shows at a call, its option and the field of its answer', async () => {
  const name = join(project.folder, 'hovered.mts');
  const text = `import { createProfileClient, settle } from '@profile/sdk';
const client = createProfileClient({ url: 'https://accounts.example.com', timeout: 9 });
const { data, error } = await settle(client.password.change({ current_password: 'a', new_password: 'b' }));
if (error?.code === 'busy') console.log(error.retryAfter);
console.log(data?.sessions_revoked);
`;
  await project.write('hovered.mts', text);
  const service = ts.createLanguageService({
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    getCompilationSettings: () => options,
    getScriptFileNames: () => [name],
    getScriptVersion: () => '1',
    getScriptSnapshot: (file) => {
      const read = ts.sys.readFile(file);
      return read === undefined ? undefined : ts.ScriptSnapshot.fromString(read);
    },
    getCurrentDirectory: () => project.folder,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
  });
  const hover = (word: string) => {
    const info = service.getQuickInfoAtPosition(name, text.lastIndexOf(word) + 1);
    return ts.displayPartsToString(info?.documentation);
  };
  expect(hover('timeout')).toMatch(/^Milliseconds that a call may take/);
  expect(hover('change')).toMatch(/^Changes the password/);
  expect(hover('new_password')).toMatch(/^8 to 256 characters/);
  expect(hover('retryAfter')).toMatch(/^Seconds to wait/);
  expect(hover('sessions_revoked')).toMatch(/^How many other sessions/);
  expect(service.getSemanticDiagnostics(name)).toEqual([]);
});
