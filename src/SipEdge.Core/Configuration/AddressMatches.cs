namespace SipEdge.Core.Configuration;

/// <summary>The entries that cover one address, innermost prefix first. For <c>foreach</c>; copies nothing.</summary>
public struct AddressMatches
{
    private AddressNode? _node;
    private int _next;

    internal AddressMatches(AddressNode? innermost)
    {
        _node = innermost;
        _next = 0;
        Current = null!;
    }

    public AddressEntry Current { get; private set; }

    public readonly AddressMatches GetEnumerator() => this;

    public bool MoveNext()
    {
        while (_node is not null)
        {
            if (_next < _node.Entries.Length)
            {
                Current = _node.Entries[_next++];
                return true;
            }
            _node = _node.Parent;
            _next = 0;
        }
        return false;
    }
}
