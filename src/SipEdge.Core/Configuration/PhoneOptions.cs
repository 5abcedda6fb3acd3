using System.Collections.Immutable;
using SipEdge.Media.Negotiation;
using SipEdge.Sip.Authentication;

namespace SipEdge.Core.Configuration;

/// <summary>Phones of a domain that register through the edge at a PBX.</summary>
public sealed record PhoneOptions
{
    /// <summary>The trunk whose outbound gateways are the registrar; it alone may call the phones.</summary>
    public string? Pbx { get; init; }

    public PhoneAuthentication Authentication { get; init; } = PhoneAuthentication.Edge;

    /// <summary>What the PBX calls the domain. Default: as the edge does.</summary>
    public string? RegistrarDomain { get; init; }

    /// <summary>
    /// Of the PBX's challenges: what is answered with <see cref="AccountOptions.Pbx"/>. Not given: the registrar domain. As with
    /// trunks, no realm is answered that nobody has named.
    /// </summary>
    public ImmutableArray<string> Realms { get; init; } = [];

    /// <summary>Default MD5: PBXs that have nothing else are the rule.</summary>
    public DigestAlgorithm MinAlgorithm { get; init; } = DigestAlgorithm.Md5;

    public PhoneExpiresOptions Expires { get; init; } = new();

    /// <summary>Contacts of one address of record. A desk phone, a mobile, a soft phone, and one of each that was replaced.</summary>
    public int MaxContacts { get; init; } = 5;

    /// <summary>Behind one address, so that one account that leaked cannot fill the table. An office behind NAT has hundreds.</summary>
    public int MaxPerSource { get; init; } = 1_000;

    public int MaxPhones { get; init; } = 10_000;

    /// <summary>REGISTER requests a second that the PBX is sent, all phones of the domain together.</summary>
    public int RegistrationsPerSecond { get; init; } = 50;

    /// <summary>
    /// How often the PBX is asked whether it still knows a phone, one after another; zero: never. For so long nobody can call the phones
    /// of a PBX that has forgotten them, and it costs one request.
    /// </summary>
    public TimeSpan CheckInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a phone is kept waiting for its turn; who would wait longer is told when to come again. Phones give up after 32 s
    /// (RFC 3261 timer F).
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(8);

    public PhoneKeepaliveOptions Keepalive { get; init; } = new();

    /// <summary>Pass: the PBX is asked, which knows what its phones may. Reject, since a transfer is a call that somebody pays for.</summary>
    public ReferMode Refer { get; init; } = ReferMode.Reject;

    /// <summary>SRTP towards them and from them. Null: as media.policy says.</summary>
    public SrtpMode? Srtp { get; init; }

    public SrtpKeying? Keying { get; init; }

    /// <summary>
    /// yes: everything goes back over the flow that it came on, whatever Contact and SDP say. Phones are behind NAT more often than
    /// not, and those that are not lose nothing by it.
    /// </summary>
    public NatMode Nat { get; init; } = NatMode.Yes;

    /// <summary>Home routers rewrite SIP; false, since most leave the lengths right, and nat: yes sees to the addresses.</summary>
    public bool AlgRepair { get; init; }
}
