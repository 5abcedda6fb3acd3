using SipEdge.Media.Dtls;
using SipEdge.Media.Srtp;

namespace SipEdge.Media.Relay;

/// <summary>What came of a handshake: a datagram to be sent, both keys, or a failure. Exactly one of the three.</summary>
internal readonly record struct HandshakeResult(HandshakeId Id)
{
    /// <summary>Where a datagram to be sent lies; whoever takes the result returns the buffer. Null: no datagram.</summary>
    public DatagramPool? Pool { get; init; }

    public int Buffer { get; init; }

    public int Length { get; init; }

    /// <summary>Both, made into contexts already, or neither.</summary>
    public SrtpContext? Receive { get; init; }

    public SrtpContext? Send { get; init; }

    public DtlsFailure Failure { get; init; }
}
