/** The programs that exports are made for, at the commits that docs/interoperability.md speaks of. */
import type { NirTarget } from '../../src/exchange/nir/targets.ts';

/** A part of a repository on GitHub. */
export interface Source {
  readonly repository: string;
  readonly commit: string;
  /** The Python package in it. */
  readonly folder: string;
  /** The folder from which Python imports, where that is not the one of the package; as a path in the repository. */
  readonly root?: string;
}

export interface Reader {
  readonly name: string;
  /** Its function in `test/exchange/python/readers.py`. */
  readonly id: string;
  /** Options of `motifsmith export`. */
  readonly export:
    | { readonly format: 'nir'; readonly target: NirTarget }
    | { readonly format: 'pytorch' | 'onnx' };
  /** How it is called, for people. */
  readonly importer: string;
  /** What has to be on PYTHONPATH, the reader itself first; empty for our own interpreter of NIR. */
  readonly sources: readonly Source[];
  /** The function that follows its rules, written down from its source, where the source cannot be had. */
  readonly standIn?: string;
  /** Python packages that it needs. */
  readonly modules: readonly string[];
  /** Whether it computes the same, up to float32. */
  readonly exact: boolean;
}

const NIR: Source = {
  repository: 'neuromorphs/NIR',
  commit: '7232ada6d30e1beea78b180a5135b1a3bb3d3bc0',
  folder: 'nir',
};
const NIRTORCH: Source = {
  repository: 'neuromorphs/NIRTorch',
  commit: '18d32a2fdaa8ccde5d85d5cc8d5effd6b5008d53',
  folder: 'nirtorch',
};
const norse = (commit: string): Source => ({ repository: 'norse/norse', commit, folder: 'norse' });
const TORCH = ['torch', 'numpy', 'h5py'] as const;

export const READERS: readonly Reader[] = [
  {
    name: 'snnTorch',
    id: 'snntorch',
    export: { format: 'nir', target: 'snntorch' },
    importer: 'snntorch.import_nir.import_from_nir',
    sources: [
      {
        repository: 'jeshraghian/snntorch',
        commit: '634fc22385ec5581998e62787bbe39b53662140f',
        folder: 'snntorch',
      },
      NIR,
      NIRTORCH,
    ],
    standIn: 'snntorch_rules',
    modules: TORCH,
    exact: true,
  },
  {
    name: 'Norse 1.1.0',
    id: 'norse',
    export: { format: 'nir', target: 'norse' },
    importer: 'norse.torch.from_nir',
    sources: [norse('4f729507681e76c5c9f785954026b7d89e7c643b'), NIR, NIRTORCH],
    modules: TORCH,
    exact: true,
  },
  {
    name: 'Norse from git',
    id: 'norse',
    export: { format: 'nir', target: 'norse' },
    importer: 'norse.torch.from_nir',
    sources: [norse('065a3b45cf13bc8156d18987380f6d26c09f08a2'), NIR, NIRTORCH],
    standIn: 'norse_rules',
    modules: TORCH,
    exact: true,
  },
  {
    name: 'lava-dl',
    id: 'lava',
    export: { format: 'nir', target: 'lava' },
    importer: 'paper/nir_to_lava.py of NIR',
    sources: [
      {
        repository: 'lava-nc/lava-dl',
        commit: 'd825ac506eb9bb91ea2b945116fb45a40e775451',
        folder: 'src',
        root: 'src',
      },
      { ...NIR, folder: 'paper/nir_to_lava.py', root: 'paper' },
      NIR,
      NIRTORCH,
    ],
    standIn: 'lava_rules',
    modules: TORCH,
    exact: false,
  },
  {
    name: 'Rockpool',
    id: 'rockpool',
    export: { format: 'nir', target: 'rockpool' },
    importer: 'rockpool.nn.modules.torch.nir.from_nir',
    sources: [
      {
        repository: 'synsense/rockpool',
        commit: '42cee1c96422f27257138a96618821e0e6bd5b41',
        folder: 'rockpool',
      },
      NIR,
      NIRTORCH,
    ],
    standIn: 'rockpool_rules',
    modules: [...TORCH, 'scipy'],
    exact: false,
  },
  {
    name: 'the equations of NIR',
    id: 'equations',
    export: { format: 'nir', target: 'generic' },
    importer: 'test/exchange/python/nir_interpreter.py',
    sources: [],
    modules: ['numpy', 'h5py'],
    exact: true,
  },
  {
    name: 'the exported module, in torch',
    id: 'pytorch',
    export: { format: 'pytorch' },
    importer: 'MotifsmithNetwork.load',
    sources: [],
    modules: ['torch', 'numpy', 'h5py', 'safetensors'],
    exact: true,
  },
  {
    name: 'onnxruntime',
    id: 'onnx',
    export: { format: 'onnx' },
    importer: 'onnxruntime.InferenceSession',
    sources: [],
    modules: ['numpy', 'h5py', 'onnxruntime'],
    exact: true,
  },
];
