using System.Runtime.CompilerServices;
using SipEdge.Core.Admission;

namespace SipEdge.Core.Pipeline;

/// <summary>A fixed number of attempts, the newest instead of the oldest, found by identifier. Owned by one loop.</summary>
internal sealed class AttemptRing(int capacity, int bytesPerAttempt)
{
    private readonly Attempt[] _attempts = new Attempt[capacity];
    private readonly Dictionary<AttemptId, int> _places = new(capacity);
    private readonly MessageRing _messages = new(capacity * bytesPerAttempt);
    private int _next;
    private int _held = -1;

    public void Hold(ReadOnlySpan<byte> message, in Arrival arrival, in NonceMemory nonces, int model)
    {
        if (_attempts.Length == 0)
        {
            return;
        }
        if (_held < 0) // else the one before was never named: it became nothing
        {
            _held = _next;
            _next = (_next + 1) % _attempts.Length;
        }
        _places.Remove(_attempts[_held].Id);
        _attempts[_held] = new Attempt
        {
            Position = _messages.Add(message),
            Length = message.Length,
            Arrival = arrival,
            Nonces = nonces,
            Model = model,
        };
    }

    /// <summary>Names the one that was held last.</summary>
    public void Name(AttemptId id)
    {
        if (_held >= 0)
        {
            _attempts[_held].Id = id;
            _places[id] = _held;
            _held = -1;
        }
    }

    public ref Attempt Find(AttemptId id, out bool found)
    {
        found = _places.TryGetValue(id, out var place);
        return ref found ? ref _attempts[place] : ref Unsafe.NullRef<Attempt>();
    }

    /// <summary>Empty when it was too long to keep, or later messages took its place.</summary>
    public ReadOnlySpan<byte> Message(in Attempt attempt) => _messages.Get(attempt.Position, attempt.Length);
}
