namespace SipEdge.Media.Negotiation;

/// <summary>Is the address that a leg's media comes from learned from its packets?</summary>
public enum NatMode : byte
{
    /// <summary>When its description and the source of its signalling hint at a NAT; <see cref="NatRule"/> has the rule.</summary>
    Auto,

    /// <summary>Always.</summary>
    Yes,

    /// <summary>Never: only the signalled address is heard and sent to.</summary>
    No,
}
