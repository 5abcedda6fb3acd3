namespace SipEdge.Load.Sip;

/// <summary>What is to happen to calls after one fixed delay; first in, first due.</summary>
internal sealed class DelayQueue(long delay)
{
    private (int Number, Stage Stage, long Due)[] _ring = new (int, Stage, long)[1024];
    private int _head;
    private int _count;

    internal enum Stage : byte
    {
        Invite,
        Answer,
        HangUp,
        AnswerAgain,
        ByeAgain,
        GiveUp,
    }

    internal long NextDue => _count == 0 ? long.MaxValue : _ring[_head].Due;

    internal void Add(int number, Stage stage, long now)
    {
        if (_count == _ring.Length)
        {
            Grow();
        }

        _ring[(_head + _count) & (_ring.Length - 1)] = (number, stage, now + delay);
        _count++;
    }

    internal bool TryTake(long now, out int number, out Stage stage)
    {
        if (_count == 0 || _ring[_head].Due > now)
        {
            (number, stage) = (-1, default);
            return false;
        }

        (number, stage, _) = _ring[_head];
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
        return true;
    }

    private void Grow()
    {
        var larger = new (int, Stage, long)[_ring.Length * 2];
        for (int i = 0; i < _count; i++)
        {
            larger[i] = _ring[(_head + i) & (_ring.Length - 1)];
        }

        _ring = larger;
        _head = 0;
    }
}
