// The picture that goes with the next message: made small as soon as it was chosen, dropped or pasted.
import { useRef, useState } from "preact/hooks";
import { t } from "../texts.ts";
import { shrink } from "./shrink.ts";
import type { SmallPicture } from "./shrink.ts";

export interface PictureChoice {
  readonly chosen: SmallPicture | undefined;
  readonly isBusy: boolean;
  readonly problem: string | undefined;
  /** @returns whether there is a picture among these */
  readonly take: (files: ArrayLike<File>) => boolean;
  readonly drop: () => void;
}

export function usePictureChoice(): PictureChoice {
  const [chosen, setChosen] = useState<SmallPicture>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const turn = useRef(0);
  const begin = (file: File | undefined): number => {
    setChosen(undefined);
    setProblem(undefined);
    setBusy(file !== undefined);
    return ++turn.current;
  };
  const read = async (file: File): Promise<void> => {
    const mine = begin(file);
    const small = await shrink(file);
    // another one was chosen meanwhile, or none any more
    if (mine !== turn.current) return;
    setBusy(false);
    setChosen(small);
    if (!small) setProblem(t.composer.badPicture);
  };
  return {
    chosen,
    isBusy,
    problem,
    take: (files) => {
      const file = Array.from(files).find(({ type }) => type.startsWith("image/"));
      if (file) void read(file);
      return file !== undefined;
    },
    drop: () => void begin(undefined),
  };
}
