using SipEdge.Media.Relay;

namespace SipEdge.Media.Negotiation;

/// <summary>
/// Decides whether the relay learns a side's address from its packets (RFC 7362 §4).
/// <para>
/// <see cref="NatMode.Yes"/> learns, <see cref="NatMode.No"/> does not. <see cref="NatMode.Auto"/> learns unless the description
/// names, as it stands, a place the peer can send from: when the signalled address is the very one its signalling comes from, or
/// when both are global, as with a carrier whose media gateways stand apart from its proxies. So it learns when the signalled
/// address is not global (private, link-local, unspecified) and differs from the signalling source, and when the
/// signalling comes from an address that is not global and differs from what the description says.
/// </para>
/// </summary>
public static class NatRule
{
    /// <param name="mode">The leg's policy.</param>
    /// <param name="signalled">Address in the description.</param>
    /// <param name="source">Address that the description itself came from.</param>
    public static LatchMode Decide(NatMode mode, UInt128 signalled, UInt128 source) => mode switch
    {
        NatMode.Yes => LatchMode.Learn,
        NatMode.No => LatchMode.Off,
        _ when signalled == source => LatchMode.Off,
        _ when AddressClasses.Of(signalled) == AddressClass.Global && AddressClasses.Of(source) == AddressClass.Global =>
            LatchMode.Off,
        _ => LatchMode.Learn,
    };
}
