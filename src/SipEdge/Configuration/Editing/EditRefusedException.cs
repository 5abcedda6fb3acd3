using System.Globalization;

namespace SipEdge.Configuration.Editing;

/// <summary>What was asked for cannot be done to this file; the message is for the operator. Nothing was written.</summary>
internal sealed class EditRefusedException : Exception
{
    public EditRefusedException(string message)
        : base(message)
    {
    }

    public EditRefusedException(int line, string message)
        : base(string.Create(CultureInfo.InvariantCulture, $"line {line}: {message}"))
    {
    }
}
