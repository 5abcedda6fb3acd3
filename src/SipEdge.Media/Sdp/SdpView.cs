namespace SipEdge.Media.Sdp;

/// <summary>A description read in place: a window on the message that cannot outlive it.</summary>
internal readonly ref struct SdpView(
    ReadOnlySpan<byte> bytes,
    ReadOnlySpan<SdpMedia> media,
    int sessionLength,
    SdpMedia.Slice sessionConnection)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<SdpMedia> Media { get; } = media;

    /// <summary>The lines before the first m= line.</summary>
    public SdpLines SessionLines => new(Bytes[..sessionLength]);

    /// <summary>The c= line that counts for a media section: its own, else the session's; empty when there is none.</summary>
    public ReadOnlySpan<byte> Connection(scoped in SdpMedia media) =>
        (media.Connection.IsEmpty ? sessionConnection : media.Connection).Of(Bytes);

    /// <summary>Where <paramref name="part"/>, a slice of the description, lies in it.</summary>
    public SdpMedia.Slice SliceOf(ReadOnlySpan<byte> part)
    {
        Bytes.Overlaps(part, out var offset);
        return new SdpMedia.Slice(offset, part.Length);
    }

    public SdpLines Lines(scoped in SdpMedia media) => new(media.Section.Of(Bytes));
}
