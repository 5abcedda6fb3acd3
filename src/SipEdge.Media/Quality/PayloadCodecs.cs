namespace SipEdge.Media.Quality;

/// <summary>
/// Which codec a peer's payload types stand for: the static ones, and up to four that its SDP says. Eight bytes, so that it
/// travels with the settings of a stream.
/// </summary>
public readonly record struct PayloadCodecs
{
    private const int Places = 4;

    // A place is 16 bits: the payload type above the codec. 0 is a free one, no codec that is known being 0.
    private readonly ulong _places;

    private PayloadCodecs(ulong places) => _places = places;

    /// <summary>The same and one more; a fifth one is not kept, and gets no estimate.</summary>
    public PayloadCodecs With(byte payloadType, VoiceCodec codec)
    {
        if (codec == VoiceCodec.Unknown)
        {
            return this;
        }

        for (var shift = 0; shift < 16 * Places; shift += 16)
        {
            if ((_places >> shift & 0xFFFF) == 0)
            {
                return new PayloadCodecs(_places | ((ulong)payloadType << 8 | (ulong)codec) << shift);
            }
        }

        return this;
    }

    public VoiceCodec Find(byte payloadType)
    {
        for (var places = _places; places != 0; places >>= 16)
        {
            if ((byte)(places >> 8) == payloadType)
            {
                return (VoiceCodec)(byte)places;
            }
        }

        return VoiceCodecs.OfStatic(payloadType);
    }
}
