namespace SipEdge.Media.Sdp;

/// <summary>One m= line and where its section lies, as offsets into the description.</summary>
internal struct SdpMedia
{
    public Slice Kind;
    public Slice Profile;

    /// <summary>The formats as written, one space between them or more.</summary>
    public Slice Formats;

    /// <summary>The lines after the m= line up to the next one.</summary>
    public Slice Section;

    /// <summary>Value of the section's first c= line; empty when it has none.</summary>
    public Slice Connection;

    public ushort Port;

    internal readonly record struct Slice(int Start, int Length)
    {
        public bool IsEmpty => Length == 0;

        public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> text) => text.Slice(Start, Length);
    }
}
