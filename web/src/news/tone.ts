// A short tone of two notes, made here: no file, nothing to wait for.

let context: AudioContext | undefined;

/** Silent until the person did something in the page: browsers want it so. */
export function playTone(): void {
  if (navigator.userActivation?.hasBeenActive === false) return;
  context ??= new AudioContext();
  const audio = context;
  void audio.resume().then(() => {
    note(audio, 660, 0);
    note(audio, 880, 0.09);
  });
}

function note(audio: AudioContext, frequencyHz: number, afterS: number): void {
  const begin = audio.currentTime + afterS;
  const [voice, volume] = [audio.createOscillator(), audio.createGain()];
  voice.frequency.value = frequencyHz;
  volume.gain.setValueAtTime(0, begin);
  volume.gain.linearRampToValueAtTime(0.12, begin + 0.01);
  volume.gain.exponentialRampToValueAtTime(0.001, begin + 0.22);
  voice.connect(volume).connect(audio.destination);
  voice.start(begin);
  voice.stop(begin + 0.25);
}
