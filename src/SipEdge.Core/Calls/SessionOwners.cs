using SipEdge.Media.Relay;

namespace SipEdge.Core.Calls;

/// <summary>
/// Which call and line of it a media session is of, by the session's slot; the session's generation is looked at where the call is
/// found. Owned by one loop.
/// </summary>
internal sealed class SessionOwners
{
    private const int LineBits = 2;
    private const int FirstSize = 256;

    // By the session's index: call slot and line, and 1 so that 0 is nobody. Grows to the highest index that this loop was given.
    private int[] _owners = [];

    public void Add(MediaSessionId session, int slot, int line)
    {
        if (session.Index >= _owners.Length)
        {
            Array.Resize(ref _owners, Math.Max(FirstSize, Math.Max(session.Index + 1, _owners.Length * 2)));
        }
        _owners[session.Index] = ((slot << LineBits) | line) + 1;
    }

    public void Remove(MediaSessionId session) => _owners[session.Index] = 0;

    public bool TryFind(MediaSessionId session, out int slot, out int line)
    {
        var owner = (uint)session.Index < (uint)_owners.Length ? _owners[session.Index] - 1 : -1;
        slot = owner >> LineBits;
        line = owner & ((1 << LineBits) - 1);
        return owner >= 0;
    }
}
