namespace SipEdge.Media.Announcements;

/// <summary>Cuts a clip into packets of 20 ms. Plain data; when a packet is due its owner knows.</summary>
public struct AnnouncementPlayer
{
    public const int SamplesPerPacket = AnnouncementClip.SamplesPerSecond / 50;

    private AnnouncementClip? _clip;
    private bool _repeat;
    private int _position;

    public readonly bool IsPlaying => _clip is not null;

    /// <summary>The law the clip needs no conversion for.</summary>
    public readonly G711Law Law => _clip?.Law ?? default;

    /// <summary>Begins a clip in place of any other; with <paramref name="repeat"/> again and again without a gap.</summary>
    public void Start(AnnouncementClip clip, bool repeat)
    {
        (_clip, _repeat, _position) = (clip, repeat, 0);
    }

    public void Stop() => this = default;

    /// <summary>
    /// The samples of the next packet; a last one that the clip does not fill ends in silence. False when the clip is over,
    /// and then nothing plays any more.
    /// </summary>
    public bool TryNext(G711Law law, Span<byte> payload)
    {
        if (_clip is null || _position == _clip.Length)
        {
            Stop();
            return false;
        }

        var samples = _clip.Samples(law);
        while (!payload.IsEmpty && _position < samples.Length)
        {
            var count = Math.Min(payload.Length, samples.Length - _position);
            samples.Slice(_position, count).CopyTo(payload);
            payload = payload[count..];
            _position += count;
            _position = _repeat && _position == samples.Length ? 0 : _position;
        }

        payload.Fill(AnnouncementClip.Silence(law));
        return true;
    }
}
