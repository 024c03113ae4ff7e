import { Component, CUSTOM_ELEMENTS_SCHEMA, provideZonelessChangeDetection, signal } from '@angular/core'
import { bootstrapApplication } from '@angular/platform-browser'
import { load } from 'imskit'
import 'imskit/element'

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <form (submit)="sign($event, text.value)">
      <textarea #text aria-label="Connection"></textarea>
      <button type="submit">Sign</button>
      <output>{{ jwt() }}</output>
    </form>
    <ims-connection [connection]="{ name: 'Clicks' }"></ims-connection>
  `,
})
class App {
  readonly jwt = signal('')

  async sign(event: Event, connection: string) {
    event.preventDefault()
    const ims = await load()
    this.jwt.set(ims.signJwt(JSON.parse(connection)))
  }
}

bootstrapApplication(App, { providers: [provideZonelessChangeDetection()] })
