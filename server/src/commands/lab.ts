import type { Command } from 'commander';
import { addLabAddCommand } from './lab-add.ts';
import { addLabCompareCommand } from './lab-compare.ts';
import { addLabImportCommands } from './lab-import.ts';
import { addLabLaboratoryCommands } from './lab-laboratory.ts';
import { addLabListCommands } from './lab-list.ts';
import { addLabReviseCommands } from './lab-revise.ts';

/** `banyu lab …` */
export function addLabCommands(program: Command): void {
  const lab = program
    .command('lab')
    .description('samples of water, what laboratories found in them, and sensors beside it');
  addLabAddCommand(lab);
  addLabImportCommands(lab);
  addLabReviseCommands(lab);
  addLabListCommands(lab);
  addLabCompareCommand(lab);
  addLabLaboratoryCommands(lab);
}
