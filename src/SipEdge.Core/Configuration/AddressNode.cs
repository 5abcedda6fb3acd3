namespace SipEdge.Core.Configuration;

/// <summary>One prefix with its entries, and the next prefix around it.</summary>
internal sealed class AddressNode(AddressPrefix prefix, AddressNode? parent, AddressEntry[] entries)
{
    public AddressPrefix Prefix => prefix;

    public AddressNode? Parent => parent;

    public AddressEntry[] Entries => entries;
}
