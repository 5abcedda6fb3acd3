using SipEdge.Media.Dtls;

namespace SipEdge.Media.Relay;

/// <summary>What a media loop asks of the <see cref="HandshakeLoop"/>.</summary>
internal enum HandshakeAction : byte
{
    Begin,
    Datagram,
    End,
}

/// <summary>One request; which fields count depends on the action.</summary>
internal readonly record struct HandshakeRequest(HandshakeAction Action, HandshakeId Id)
{
    /// <summary>Begin: with whom, and whether a check of ICE has proven the address.</summary>
    public DtlsSettings? Settings { get; init; }

    public bool AddressProven { get; init; }

    /// <summary>Datagram: where it lies; whoever takes the request returns the buffer.</summary>
    public int Buffer { get; init; }

    public int Length { get; init; }
}
