import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../components/button.js';
import Dialog from '../components/dialog.js';
import { Complaint } from '../components/notice.js';
import { Sending } from '../components/sending.js';
import { Stage } from '../components/stage.js';
import { type Crop, mostZoom, paint, turned, whole, zoomed, zoomOf } from '../crop.js';
import { useSpeech } from '../language.js';
import { useUnsaved } from '../leaving.js';
import { writePicture } from '../picture-file.js';
import type { Upload } from '../upload.js';

interface CroppingProps {
  picture: ImageBitmap;
  upload: Upload;
  /** Whether something came of it. */
  onClose(done: boolean): void;
}

/** Which part of a picture is kept, and which way is up. */
export default function Cropping({ picture, upload, onClose }: CroppingProps) {
  const { say } = useSpeech();
  const [crop, setCrop] = useState<Crop>(() => whole(picture));
  const sending = upload.progress !== undefined;
  const hint = say('picture.intro');
  useUnsaved(true);

  async function use() {
    if (await upload.send(() => writePicture(picture, crop))) onClose(true);
  }

  return (
    <Dialog
      open
      title={say('picture.title')}
      text={hint}
      focusOn=".stage"
      {...(!sending && { onClose: () => onClose(false) })}
    >
      <Complaint fault={upload.fault} />
      <Stage
        picture={picture}
        crop={crop}
        label={say('picture.area')}
        hint={hint}
        onChange={(next) => sending || setCrop(next)}
      />
      <div className="tools">
        <Preview picture={picture} crop={crop} />
        {mostZoom(picture) > 1 && (
          <label className="zoom">
            {say('picture.zoom')}
            <input
              type="range"
              min={1}
              max={mostZoom(picture)}
              step="any"
              value={zoomOf(crop, picture)}
              disabled={sending}
              onChange={({ target }) => setCrop(zoomed(crop, picture, target.valueAsNumber))}
            />
          </label>
        )}
        <div className="turns">
          <Turn label={say('picture.left')} onClick={() => sending || setCrop(turned(crop, -1))}>
            <path d="M3 4v5h5M3.5 9a9 9 0 1 1-.5 5" />
          </Turn>
          <Turn label={say('picture.right')} onClick={() => sending || setCrop(turned(crop, 1))}>
            <path d="M21 4v5h-5M20.5 9a9 9 0 1 0 .5 5" />
          </Turn>
        </div>
      </div>
      {upload.progress !== undefined && <Sending progress={upload.progress} />}
      <div className="actions">
        <Button busy={sending} onClick={use}>
          {say('picture.use')}
        </Button>
        <Button kind="second" onClick={() => (sending ? upload.cancel() : onClose(false))}>
          {say(sending ? 'picture.stop' : 'app.cancel')}
        </Button>
      </div>
    </Dialog>
  );
}

/** As others will see it. */
function Preview({ picture, crop }: { picture: ImageBitmap; crop: Crop }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) paint(canvas.current, picture, crop);
  }, [picture, crop]);
  return <canvas ref={canvas} width={192} height={192} className="avatar large" aria-hidden />;
}

interface TurnProps {
  label: string;
  children: ReactNode;
  onClick(): void;
}

const Turn = ({ label, children, onClick }: TurnProps) => (
  <button type="button" className="tool" aria-label={label} title={label} onClick={onClick}>
    <svg viewBox="0 0 24 24" aria-hidden="true" className="icon">
      {children}
    </svg>
  </button>
);
