using SipEdge.Load.Sockets;

namespace SipEdge.Load.Sip;

/// <summary>
/// The two phones: where they are, how long they ring (180 to 200) and hold (200 to BYE), and whom they call through.
/// </summary>
internal sealed record CallLoadSettings(
    Ipv4Endpoint Target,
    Ipv4Endpoint Caller,
    Ipv4Endpoint Callee,
    Ipv4Endpoint CallerRtp,
    Ipv4Endpoint CalleeRtp,
    int RingMilliseconds,
    int HoldMilliseconds);
