import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const configFile = fileURLToPath(new URL('tsconfig.json', import.meta.url));
const { options } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(configFile, ts.sys.readFile).config,
  ts.sys,
  fileURLToPath(new URL('.', import.meta.url)),
);

/** What the compiler says, under our own strict options, of files beside this one. */
export function complaints(...files: string[]): string[] {
  const paths = files.map((file) => fileURLToPath(new URL(file, import.meta.url)));
  const program = ts.createProgram(paths, options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ file, messageText }) =>
      [file?.fileName, ts.flattenDiagnosticMessageText(messageText, '\n')].join(': '),
    );
}
