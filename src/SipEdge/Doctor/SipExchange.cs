using System.Diagnostics;
using SipEdge.Sip.Messages;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>Sends one request and waits for what comes of it, with the retransmissions of RFC 3261 §17.1 over UDP.</summary>
internal sealed class SipExchange(ProbeWire wire)
{
    private static readonly TimeSpan T1 = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan T2 = TimeSpan.FromSeconds(4);

    /// <param name="request">To send.</param>
    /// <param name="timeout">For an answer at all; for a final one of an INVITE, <paramref name="patience"/>.</param>
    /// <param name="patience">After a provisional answer.</param>
    /// <param name="cancellation">The user's.</param>
    /// <param name="awaited">The request whose answer is waited for, where it is not this one: an INVITE that a CANCEL ends.</param>
    public async Task<SipResult> AskAsync(
        ProbeRequest request, TimeSpan timeout, TimeSpan patience, CancellationToken cancellation, ProbeRequest? awaited = null)
    {
        awaited ??= request;
        var bytes = request.Write(wire);
        var began = Stopwatch.GetTimestamp();
        var failure = await wire.SendAsync(bytes, cancellation).ConfigureAwait(false);
        if (failure != default)
        {
            return new SipResult { Failure = failure, Sent = 1 };
        }
        var result = new SipResult { Sent = 1 };
        var (end, interval, resend) = (timeout, T1, T1);
        while (true)
        {
            var now = Stopwatch.GetElapsedTime(began);
            if (now >= end)
            {
                return result with { Elapsed = now };
            }
            if (!wire.IsReliable && result.Provisional is null && now >= resend)
            {
                interval = request.Method == SipMethod.Invite || interval * 2 < T2 ? interval * 2 : T2;
                resend = now + interval;
                failure = await wire.SendAsync(bytes, cancellation).ConfigureAwait(false);
                if (failure != default)
                {
                    return result with { Failure = failure, Elapsed = now };
                }
                result = result with { Sent = result.Sent + 1 };
            }
            var wait = !wire.IsReliable && result.Provisional is null && resend < end ? resend - now : end - now;
            var received = await ReceiveAsync(wait, cancellation).ConfigureAwait(false);
            if (received is not { } got)
            {
                continue;
            }
            now = Stopwatch.GetElapsedTime(began);
            if (got.Failure != default)
            {
                return result with { Failure = got.Failure, Elapsed = now };
            }
            if (ProbeMessage.Read(got.Bytes) is not { } message)
            {
                // Datagrams may hold anybody's noise; on a connection nobody else speaks.
                result = result with { Garbage = got.Bytes, Elapsed = now };
                if (wire.IsReliable)
                {
                    return result;
                }
                continue;
            }
            if (message.IsRequest || message.CallId != awaited.CallId || message.CSeq != awaited.CSeq
                || message.Method != awaited.Method)
            {
                continue;
            }
            result = result with { Elapsed = now, Garbage = null };
            if (message.Status >= 200)
            {
                return result with { Final = message };
            }
            end = now + patience;
            result = result with { Provisional = message, Progress = [.. result.Progress, message.Summary] };
        }
    }

    public Task SendAsync(ProbeRequest request, CancellationToken cancellation) => wire.SendAsync(request.Write(wire), cancellation);

    private async Task<ProbeWire.Received?> ReceiveAsync(TimeSpan wait, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(wait);
        try
        {
            return await wire.ReceiveAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}

/// <summary>What came of one request.</summary>
internal sealed record SipResult
{
    /// <summary>Null: none came.</summary>
    public ProbeMessage? Final { get; init; }

    /// <summary>The last one.</summary>
    public ProbeMessage? Provisional { get; init; }

    public IReadOnlyList<string> Progress { get; init; } = [];

    /// <summary>What happened to the wire.</summary>
    public FlowFailure Failure { get; init; }

    /// <summary>What came and was no SIP.</summary>
    public byte[]? Garbage { get; init; }

    /// <summary>Until the last thing that came, or until the patience was over.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How often the request left.</summary>
    public int Sent { get; init; }
}
