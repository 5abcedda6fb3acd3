namespace SipEdge.Core.Configuration;

/// <summary>
/// An address that a name resolved to, and that is another trunk's already: whose call is it then? It stays the other's, and the
/// name's entry is left out, so that nobody becomes another by what a zone says.
/// </summary>
/// <param name="Path">Of the name's entry.</param>
/// <param name="Address">One address.</param>
/// <param name="Trunk">Whose name it is.</param>
/// <param name="Holder">Whose address it stays.</param>
/// <param name="HolderPath">Where that is written.</param>
public sealed record NameClash(string Path, AddressPrefix Address, string Trunk, string Holder, string HolderPath)
{
    public override string ToString() =>
        $"{Path}: {Address.Text} is trunk '{Trunk}' by its name, and trunk '{Holder}' at {HolderPath}, which keeps it";
}
