namespace SipEdge.Sip.Transactions;

/// <summary>Counts of one loop's transactions. The loop writes, anyone may read; a reader sees slightly old numbers.</summary>
public sealed class TransactionCounters
{
    public long ClientsStarted { get; internal set; }

    public long ServersStarted { get; internal set; }

    public long Finished { get; internal set; }

    /// <summary>Requests and final responses sent again because a timer said so.</summary>
    public long Retransmissions { get; internal set; }

    /// <summary>Requests that came again and were answered, or absorbed, without the user.</summary>
    public long RequestsAbsorbed { get; internal set; }

    /// <summary>Responses that belong to a finished or another's transaction, or to none.</summary>
    public long StrayResponses { get; internal set; }

    /// <summary>ACKs that could do nothing for the transaction they name.</summary>
    public long StrayAcks { get; internal set; }

    /// <summary>CANCELs with nothing to cancel.</summary>
    public long StrayCancels { get; internal set; }

    /// <summary>Copies of one request by different ways, answered 482.</summary>
    public long MergedRequests { get; internal set; }

    /// <summary>Requests of ours that came straight back, answered 482.</summary>
    public long LoopedRequests { get; internal set; }

    public long MalformedRequests { get; internal set; }

    public long MalformedResponses { get; internal set; }

    /// <summary>Of the malformed requests and those there was no room for: how many were answered.</summary>
    public long StatelessAnswers { get; internal set; }

    /// <summary>Refused because the loop has its fill.</summary>
    public long TableFull { get; internal set; }

    /// <summary>Refused because one source has its fill.</summary>
    public long SourceFull { get; internal set; }

    /// <summary>Requests too long for a datagram that took a connection.</summary>
    public long LargeOverStream { get; internal set; }

    /// <summary>Of those: how many left as a datagram after all, for want of a connection.</summary>
    public long LargeFellBack { get; internal set; }

    public long ClientTimeouts { get; internal set; }

    public long TransportErrors { get; internal set; }

    /// <summary>2xx that were never acknowledged.</summary>
    public long NoAcks { get; internal set; }

    /// <summary>Content of the user that could not be written: too long, or with a line break or NUL in it.</summary>
    public long Unwritable { get; internal set; }

    /// <summary>Messages for which the user named a transaction that is over, or in a state that has no use for them.</summary>
    public long TooLate { get; internal set; }
}
