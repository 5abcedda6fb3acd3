using System.Security.Cryptography;

namespace SipEdge.Media.Relay;

/// <summary>
/// Pairs of ports of a range, an even one for RTP and the next for RTCP (RFC 3550 §11), per local address. A search
/// starts at a random pair, so that the next call's port cannot be foretold and a closed call's late packets rarely
/// meet a new one. Callers take turns (the plane's gate); <see cref="IsTaken"/> may be asked by anyone.
/// </summary>
internal sealed class PortAllocator
{
    /// <summary>Holder of a pair that nobody has.</summary>
    public const int Nobody = -1;

    private readonly int _first;
    private readonly int _pairs;

    // Replaced as a whole when an address appears, so that readers need no lock.
    private AddressPorts[] _addresses = [];

    public PortAllocator(ushort firstPort, ushort lastPort)
    {
        _first = firstPort + (firstPort & 1);
        _pairs = (lastPort - _first + 1) / 2;
        if (_first == 0 || _pairs < 1)
        {
            throw new ArgumentException($"Ports {firstPort} to {lastPort} hold no pair", nameof(lastPort));
        }
    }

    /// <summary>Pairs taken, over all addresses.</summary>
    public int PairsInUse { get; private set; }

    /// <summary>Takes a free pair for somebody; the RTP port is even.</summary>
    public bool TryTake(UInt128 address, int holder, out ushort port)
    {
        port = 0;
        var ports = Find(address) ?? AddAddress(address);
        if (ports.InUse == _pairs)
        {
            return false;
        }

        var start = RandomNumberGenerator.GetInt32(_pairs);
        for (var i = 0; i < _pairs; i++)
        {
            var pair = (start + i) % _pairs;
            ref var word = ref ports.Taken[pair / 64];
            if (word == ulong.MaxValue && i + 64 - (pair % 64) < _pairs)
            {
                i += 63 - (pair % 64);
                continue;
            }

            if ((word & (1UL << (pair % 64))) == 0)
            {
                ports.Holders[pair] = holder;
                word |= 1UL << (pair % 64);
                ports.InUse++;
                PairsInUse++;
                port = (ushort)(_first + (2 * pair));
                return true;
            }
        }

        return false;
    }

    /// <summary>Gives a pair back. A pair that is not taken is a mistake of ours and is not hidden.</summary>
    public void Return(UInt128 address, ushort port)
    {
        var ports = Find(address);
        var pair = (port - _first) / 2;
        if (ports is null || (ports.Taken[pair / 64] & (1UL << (pair % 64))) == 0)
        {
            throw new InvalidOperationException($"Port {port} was given back and is not taken");
        }

        ports.Taken[pair / 64] &= ~(1UL << (pair % 64));
        ports.InUse--;
        PairsInUse--;
    }

    /// <summary>Is this one of our own ports, RTP or RTCP, taken at the moment?</summary>
    public bool IsTaken(UInt128 address, ushort port)
    {
        var pair = (port - _first) / 2;
        var ports = port >= _first && pair < _pairs ? Find(address) : null;
        return ports is not null && (Volatile.Read(ref ports.Taken[pair / 64]) & (1UL << (pair % 64))) != 0;
    }

    /// <summary>Who took the pair of a port; <see cref="Nobody"/> when it is free.</summary>
    public int HolderOf(UInt128 address, ushort port) =>
        IsTaken(address, port) ? Volatile.Read(ref Find(address)!.Holders[(port - _first) / 2]) : Nobody;

    /// <summary>Is the port taken on any local address, and on which? For addresses that reach us by another name.</summary>
    public bool TryFindAnywhere(ushort port, out UInt128 address)
    {
        foreach (var ports in Volatile.Read(ref _addresses))
        {
            if (IsTaken(ports.Address, port))
            {
                address = ports.Address;
                return true;
            }
        }

        address = default;
        return false;
    }

    private AddressPorts? Find(UInt128 address)
    {
        foreach (var ports in Volatile.Read(ref _addresses))
        {
            if (ports.Address == address)
            {
                return ports;
            }
        }

        return null;
    }

    private AddressPorts AddAddress(UInt128 address)
    {
        var ports = new AddressPorts(address, _pairs);
        Volatile.Write(ref _addresses, [.. _addresses, ports]);
        return ports;
    }

    private sealed class AddressPorts(UInt128 address, int pairs)
    {
        public UInt128 Address { get; } = address;

        // Bit n: pair n is taken.
        public ulong[] Taken { get; } = new ulong[(pairs + 63) / 64];

        public int[] Holders { get; } = new int[pairs];

        public int InUse { get; set; }
    }
}
