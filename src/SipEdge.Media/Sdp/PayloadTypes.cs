namespace SipEdge.Media.Sdp;

/// <summary>A set of RTP payload types, 0 to 127.</summary>
internal struct PayloadTypes
{
    private UInt128 _bits;

    public readonly bool Contains(int payloadType) => ((_bits >> payloadType) & UInt128.One) != UInt128.Zero;

    public void Add(int payloadType) => _bits |= UInt128.One << payloadType;
}
