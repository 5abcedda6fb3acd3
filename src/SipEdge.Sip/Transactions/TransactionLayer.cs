using System.Runtime.CompilerServices;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Sip.Transactions;

/// <summary>
/// All transactions of one loop (RFC 3261 §17, RFC 6026): matches what arrives, keeps what may have to be sent again, and
/// does what the four tables say. Every call into <see cref="ITransactionUser"/> is the last thing a step does, so the user
/// may call back in. Nothing is allocated once the pools have grown to the load.
/// </summary>
/// <remarks>Owned by its loop: no member may be used from another thread but <see cref="Counters"/>.</remarks>
public sealed partial class TransactionLayer
{
    private readonly ITransport _transport;
    private readonly ITransactionUser _user;
    private readonly TransactionOptions _options;
    private readonly TimerDurations _durations;
    private readonly byte _loop;
    private readonly BufferPool _buffers;
    private readonly TimerWheel _wheel = new();
    private readonly RandomBits _random;
    private Transaction[] _places = [];
    private int _used;
    private int _free = -1;

    /// <param name="transport">Where messages leave.</param>
    /// <param name="user">Who decides.</param>
    /// <param name="options">Timers and limits.</param>
    /// <param name="loopNumber">Goes into every branch, so that a response read by another loop finds its way here.</param>
    /// <param name="buffers">The loop's pool, when others share it.</param>
    /// <param name="random">Where branches come from; the system unless a simulation wants to replay.</param>
    public TransactionLayer(
        ITransport transport,
        ITransactionUser user,
        TransactionOptions options,
        int loopNumber,
        BufferPool? buffers = null,
        RandomSource? random = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(loopNumber, byte.MaxValue);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.MaxTransactions, TransactionBranch.MaxIndex);
        _transport = transport;
        _user = user;
        _options = options;
        _durations = new TimerDurations(options);
        _loop = (byte)loopNumber;
        _buffers = buffers ?? new BufferPool();
        _random = new RandomBits(random);
    }

    /// <summary>Transactions alive, those that only linger included.</summary>
    public int Count { get; private set; }

    /// <summary>The loop's buffers; whoever lives on the same loop may rent from them.</summary>
    public BufferPool Buffers => _buffers;

    public TransactionCounters Counters { get; } = new();

    /// <summary>For what the user of the layer repeats by itself.</summary>
    public TimerDurations Durations => _durations;

    /// <summary>Takes one whole message. Malformed ones are counted, and answered where that is possible and allowed.</summary>
    [SkipLocalsInit]
    public void OnMessage(ReadOnlySpan<byte> bytes, in Flow flow, long now)
    {
        Span<HeaderSlot> slots = stackalloc HeaderSlot[SipParser.MaxHeaders];
        var status = SipParser.Parse(bytes, slots, _options.Parse, out var message);
        if (status != ParseStatus.Complete)
        {
            _user.OnMalformed(message, OnMalformed(status, message, flow), flow, now);
        }
        else if (message.IsRequest)
        {
            OnRequest(message, flow, now);
        }
        else
        {
            OnResponse(message, flow, now);
        }
    }

    /// <summary>A send that was accepted has failed after all.</summary>
    public void OnSendFailed(long token, FlowFailure failure, long now)
    {
        if (!TryFind(TransactionId.FromToken(token), out var failed))
        {
            return;
        }

        if (failed.IsServer)
        {
            OnServerSendFailed(failed, now);
        }
        else if (!TryFallBack(failed, now))
        {
            OnClientInput(failed, ClientInput.TransportError, now, failure);
        }
    }

    /// <summary>Runs every timer that is due; returns when to call again.</summary>
    public long OnTick(long now)
    {
        while (_wheel.TryExpire(now, out var timer))
        {
            var transaction = _places[timer / 2];
            var ends = timer == transaction.TimeoutTimer;
            if (transaction.IsServer)
            {
                OnServerTimer(transaction, ends ? ServerInput.Timeout : ServerInput.Retransmission, now);
            }
            else if (transaction.SendFailed)
            {
                OnClientInput(transaction, ClientInput.TransportError, now);
            }
            else
            {
                OnClientInput(transaction, ends ? ClientInput.Timeout : ClientInput.Retransmission, now);
            }
        }

        return _wheel.NextDeadline;
    }

    /// <summary>Whatever the user wants handed back with this transaction's events. Servers start with 0.</summary>
    public void SetOwner(TransactionId transaction, long owner)
    {
        if (TryFind(transaction, out var found))
        {
            found.Owner = owner;
        }
    }

    /// <summary>What <see cref="SetOwner"/> or <see cref="Send"/> was given; 0 when the transaction is over.</summary>
    public long Owner(TransactionId transaction) => TryFind(transaction, out var found) ? found.Owner : 0;

    private bool TryFind(TransactionId id, out Transaction found)
    {
        if ((uint)id.Index < (uint)_used && _places[id.Index].Generation == id.Generation
            && _places[id.Index].Kind != TransactionKind.Free)
        {
            found = _places[id.Index];
            return true;
        }

        found = null!;
        return false;
    }

    private Transaction Take(TransactionKind kind, SipMethod method, in Flow flow)
    {
        Transaction taken;
        if (_free >= 0)
        {
            taken = _places[_free];
            _free = taken.Next;
            taken.Next = -1;
        }
        else
        {
            if (_used == _places.Length)
            {
                Array.Resize(ref _places, Math.Max(64, _used * 2));
            }

            taken = new Transaction(_used);
            _places[_used++] = taken;
        }

        Count++;
        taken.Kind = kind;
        taken.Method = method;
        taken.Flow = flow;
        return taken;
    }

    private void Remove(Transaction removed)
    {
        _wheel.Cancel(removed.RetransmissionTimer);
        _wheel.Cancel(removed.TimeoutTimer);
        if (removed.IsServer)
        {
            ReleaseServer(removed);
        }
        else
        {
            ReleaseClient(removed);
        }

        _buffers.Return(ref removed.Message);
        removed.Kind = TransactionKind.Free;
        removed.Flow = default;
        removed.Owner = 0;
        removed.Retransmissions = 0;
        removed.Generation = removed.Generation == int.MaxValue ? 1 : removed.Generation + 1;
        removed.Next = _free;
        _free = removed.Index;
        Count--;
        Counters.Finished++;
    }

    private void StopTimers(Transaction transaction)
    {
        _wheel.Cancel(transaction.RetransmissionTimer);
        _wheel.Cancel(transaction.TimeoutTimer);
        transaction.Retransmissions = 0;
    }
}
