using System.Collections.Concurrent;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Phones;

/// <summary>
/// Every registered contact of the process, by what the PBX calls it and by the flow it came over. Written by the loop that owns
/// registrations, read by every loop without a lock; outlives a reload.
/// </summary>
public sealed class PhoneBook
{
    private readonly ConcurrentDictionary<UInt128, PhoneBinding> _byToken = new();

    // Several lines of one phone share its flow; the arrays are replaced, never changed.
    private readonly ConcurrentDictionary<PhoneFlow, PhoneBinding[]> _byFlow = new();

    private int _count;

    /// <summary>Kept beside: to count a concurrent dictionary locks it.</summary>
    public int Count => Volatile.Read(ref _count);

    public PhoneBinding? Find(UInt128 token) => _byToken.GetValueOrDefault(token);

    /// <summary>The contact of that address of record over this very flow; null when there is none.</summary>
    public PhoneBinding? Find(in Flow flow, ReadOnlySpan<byte> user)
    {
        foreach (var binding in Over(flow))
        {
            if (binding.User.AsSpan().SequenceEqual(user))
            {
                return binding;
            }
        }
        return null;
    }

    internal ReadOnlySpan<PhoneBinding> Over(in Flow flow) =>
        _byFlow.TryGetValue(PhoneFlow.Of(flow), out var bindings) ? bindings : [];

    internal void Add(PhoneBinding binding)
    {
        _byToken[binding.Token] = binding;
        Join(binding);
        Volatile.Write(ref _count, _count + 1);
    }

    internal void Remove(PhoneBinding binding)
    {
        _byToken.TryRemove(binding.Token, out _);
        Leave(binding);
        Volatile.Write(ref _count, _count - 1);
    }

    internal void Move(PhoneBinding binding, PhonePath path)
    {
        Leave(binding);
        binding.Path = path;
        Join(binding);
    }

    private void Join(PhoneBinding binding)
    {
        var flow = PhoneFlow.Of(binding.Path.Flow);
        _byFlow[flow] = _byFlow.TryGetValue(flow, out var others) ? [.. others, binding] : [binding];
    }

    private void Leave(PhoneBinding binding)
    {
        var flow = PhoneFlow.Of(binding.Path.Flow);
        if (!_byFlow.TryGetValue(flow, out var there))
        {
            return;
        }
        var left = Array.FindAll(there, other => other != binding);
        if (left.Length == 0)
        {
            _byFlow.TryRemove(flow, out _);
        }
        else
        {
            _byFlow[flow] = left;
        }
    }
}
