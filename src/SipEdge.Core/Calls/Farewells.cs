using SipEdge.Core.Configuration;

namespace SipEdge.Core.Calls;

/// <summary>
/// Whose credentials the BYE of a call may be sent again with, when the call itself is gone. Owned by one loop.
/// </summary>
internal sealed class Farewells
{
    private readonly List<TrunkCredentials?> _places = [];
    private readonly Stack<int> _free = [];

    public int Count => _places.Count - _free.Count;

    public TrunkCredentials? this[int place] => (uint)place < (uint)_places.Count ? _places[place] : null;

    public int Take(TrunkCredentials credentials)
    {
        if (_free.TryPop(out var place))
        {
            _places[place] = credentials;
            return place;
        }
        _places.Add(credentials);
        return _places.Count - 1;
    }

    public void Return(int place)
    {
        if (this[place] is not null)
        {
            _places[place] = null;
            _free.Push(place);
        }
    }
}
