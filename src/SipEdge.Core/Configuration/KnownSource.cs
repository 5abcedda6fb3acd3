namespace SipEdge.Core.Configuration;

/// <summary>
/// An address that the configuration names, for whom it is named, and where. Trunk: null for an ACL of no trunk.
/// </summary>
public sealed record KnownSource(AddressPrefix Prefix, TrunkModel? Trunk, string Name, ConfigLine Line);
